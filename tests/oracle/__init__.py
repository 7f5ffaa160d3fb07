"""A second reading of the rule book, written from its text alone: slow, plain, and sharing no code with the rules.

It reads the tables of a book and answers what `due --held` must say of a day, so that a slip in the rules cannot
hide in a table that was written with the same slip in mind. Days are ordinals. Of the package it uses the
conversions of the calendar only, which have truth tables of their own.
"""
