"""Files in and out: spreadsheets and other formats, to and from typed values; nothing here knows SQL."""
