PRAGMA application_id = 1380991537;
PRAGMA user_version = 4;
CREATE TABLE alert (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    area TEXT NOT NULL,
    reason TEXT NOT NULL,
    raised DATE NOT NULL,
    last_day DATE NOT NULL,
    UNIQUE (uid),
    CONSTRAINT area_is_named CHECK (length(area) > 0),
    CONSTRAINT raised_is_a_day CHECK (raised IS date(raised, '+0 days')),
    CONSTRAINT last_day_is_a_day CHECK (last_day IS date(last_day, '+0 days'))
);
INSERT INTO "alert" VALUES(10,'fd489c49b053b01a05d6','湖北/武汉','暴雨','2026-11-20','2026-11-27');
CREATE TABLE calendar_day (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    on_day DATE NOT NULL,
    working INTEGER NOT NULL,
    UNIQUE (uid),
    UNIQUE (on_day),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT working_is_a_flag CHECK (working = 0 OR working = 1)
);
CREATE TABLE change (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    step_id INTEGER NOT NULL,
    row_table TEXT NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    "before" TEXT,
    "after" TEXT,
    FOREIGN KEY(step_id) REFERENCES step (id)
);
INSERT INTO "change" VALUES(1,1,'customer',1,1,NULL,NULL);
INSERT INTO "change" VALUES(2,1,'contact',1,1,NULL,NULL);
INSERT INTO "change" VALUES(3,2,'customer',2,2,NULL,NULL);
INSERT INTO "change" VALUES(4,3,'customer',3,3,NULL,NULL);
INSERT INTO "change" VALUES(5,4,'customer',4,4,NULL,NULL);
INSERT INTO "change" VALUES(6,5,'customer',2,2,'{"id":2,"uid":"b5ddbbbfea1e839e4a33","name":"百姓饭店","key":"百姓饭店","handles":"|baixingfandian|boxingfandian|moxingfandian|baishengfandian|boshengfandian|moshengfandian|bxfd|mxfd|bsfd|msfd|","tier":"vip","area":"湖北/武汉","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":1,"address":"","phone":"027-00000102","no_calls":0,"note":""}','{"id":2,"uid":"b5ddbbbfea1e839e4a33","name":"百姓饭店","key":"百姓饭店","handles":"|baixingfandian|boxingfandian|moxingfandian|baishengfandian|boshengfandian|moshengfandian|bxfd|mxfd|bsfd|msfd|","tier":"vip","area":"湖北/武汉","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-06","archived_on":null,"lost_on":null,"source":"","referred_by":1,"address":"","phone":"027-00000102","no_calls":0,"note":""}');
INSERT INTO "change" VALUES(7,5,'contact',2,2,NULL,NULL);
INSERT INTO "change" VALUES(8,6,'contact',1,1,'{"id":1,"uid":"79138088e9cf9ddf6b1f","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}','{"id":1,"uid":"79138088e9cf9ddf6b1f","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}');
INSERT INTO "change" VALUES(9,6,'contact',1,1,'{"id":1,"uid":"79138088e9cf9ddf6b1f","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}','{"id":1,"uid":"79138088e9cf9ddf6b1f","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"女儿高三","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}');
INSERT INTO "change" VALUES(10,6,'contact',1,1,'{"id":1,"uid":"79138088e9cf9ddf6b1f","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"女儿高三","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}','{"id":1,"uid":"79138088e9cf9ddf6b1f","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"女儿高三","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-06","note":""}');
INSERT INTO "change" VALUES(11,6,'customer',1,1,'{"id":1,"uid":"7e89a7472a381f09b4ec","name":"美佳超市","key":"美佳超市","handles":"|meijiachaoshi|mjcs|","tier":"key","area":"湖北/武汉","status":"active","since":"2025-03-01","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}','{"id":1,"uid":"7e89a7472a381f09b4ec","name":"美佳超市","key":"美佳超市","handles":"|meijiachaoshi|mjcs|","tier":"key","area":"湖北/武汉","status":"active","since":"2025-03-01","added_on":"2026-01-05","edited_on":"2026-01-06","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}');
INSERT INTO "change" VALUES(12,7,'touch',1,1,NULL,NULL);
INSERT INTO "change" VALUES(13,7,'touch_contact',1,1,NULL,NULL);
INSERT INTO "change" VALUES(14,8,'touch',2,2,NULL,NULL);
INSERT INTO "change" VALUES(15,9,'orders',1,1,NULL,NULL);
INSERT INTO "change" VALUES(16,10,'orders',2,2,NULL,NULL);
INSERT INTO "change" VALUES(17,11,'touch',3,3,NULL,NULL);
INSERT INTO "change" VALUES(18,12,'spacing',1,1,NULL,NULL);
INSERT INTO "change" VALUES(19,13,'pause',1,1,NULL,NULL);
INSERT INTO "change" VALUES(20,14,'policy',37,37,'{"id":37,"uid":"87347112ad7833b706f7","key":"tier.vip.call_every","value":"14"}','{"id":37,"uid":"87347112ad7833b706f7","key":"tier.vip.call_every","value":"10"}');
INSERT INTO "change" VALUES(21,15,'policy',97,97,NULL,NULL);
INSERT INTO "change" VALUES(22,16,'customer',4,4,'{"id":4,"uid":"e15ba2fd6214bf16135f","name":"旧店","key":"旧店","handles":"|jiudian|jd|","tier":"general","area":"","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}','{"id":4,"uid":"e15ba2fd6214bf16135f","name":"旧店","key":"旧店","handles":"|jiudian|jd|","tier":"general","area":"","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":"2026-10-13","lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}');
INSERT INTO "change" VALUES(23,17,'customer',3,3,'{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-14","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(24,17,'contact',3,3,NULL,NULL);
INSERT INTO "change" VALUES(25,18,'contact',3,3,'{"id":3,"uid":"ccf47457f2a705b25806","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":null,"no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-14","note":""}','{"id":3,"uid":"ccf47457f2a705b25806","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":"2026-10-15","no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-14","note":""}');
INSERT INTO "change" VALUES(26,18,'contact',3,3,'{"id":3,"uid":"ccf47457f2a705b25806","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":"2026-10-15","no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-14","note":""}','{"id":3,"uid":"ccf47457f2a705b25806","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":"2026-10-15","no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-15","note":""}');
INSERT INTO "change" VALUES(27,18,'customer',3,3,'{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-14","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(28,19,'customer',3,3,'{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"general","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(29,19,'customer',3,3,'{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"general","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"d26bea8534f207349f64","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"general","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-16","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(30,20,'touch',4,4,NULL,NULL);
INSERT INTO "change" VALUES(32,22,'touch',6,6,NULL,NULL);
INSERT INTO "change" VALUES(33,22,'promise',1,2,NULL,NULL);
INSERT INTO "change" VALUES(34,22,'stock',1,1,NULL,NULL);
INSERT INTO "change" VALUES(35,23,'promise',3,3,NULL,NULL);
INSERT INTO "change" VALUES(36,24,'promise',4,4,NULL,NULL);
INSERT INTO "change" VALUES(37,25,'promise',4,4,'{"id":4,"uid":"91954cfaf456d6ac4c67","customer_id":1,"contact_id":null,"text":"早做完的","made":"2026-10-19","by_day":"2026-10-25","theirs":0,"kept":null,"dropped":null}','{"id":4,"uid":"91954cfaf456d6ac4c67","customer_id":1,"contact_id":null,"text":"早做完的","made":"2026-10-19","by_day":"2026-10-25","theirs":0,"kept":"2026-10-20","dropped":null}');
INSERT INTO "change" VALUES(38,26,'complaint',1,5,NULL,NULL);
INSERT INTO "change" VALUES(39,27,'complaint_stage',1,1,NULL,NULL);
INSERT INTO "change" VALUES(40,28,'complaint',5,5,'{"id":5,"uid":"5be57121189e9e6af173","customer_id":2,"text":"标签受潮","severity":1,"opened":"2026-10-20","cause":""}','{"id":5,"uid":"5be57121189e9e6af173","customer_id":2,"text":"标签受潮","severity":1,"opened":"2026-10-20","cause":"仓库漏水"}');
INSERT INTO "change" VALUES(41,28,'complaint_stage',2,2,NULL,NULL);
INSERT INTO "change" VALUES(42,29,'complaint',6,6,NULL,NULL);
INSERT INTO "change" VALUES(43,30,'occasion',1,7,NULL,NULL);
INSERT INTO "change" VALUES(44,31,'occasion',8,8,NULL,NULL);
INSERT INTO "change" VALUES(45,32,'occasion',9,9,NULL,NULL);
INSERT INTO "change" VALUES(46,33,'alert',1,10,NULL,NULL);
INSERT INTO "change" VALUES(47,34,'stock',2,2,NULL,NULL);
INSERT INTO "change" VALUES(48,35,'snooze',1,1,NULL,NULL);
INSERT INTO "change" VALUES(49,36,'customer',4,4,'{"id":4,"uid":"e15ba2fd6214bf16135f","name":"旧店","key":"旧店","handles":"|jiudian|jd|","tier":"general","area":"","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":"2026-10-13","lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}',NULL);
INSERT INTO "change" VALUES(50,37,'touch',7,7,NULL,'[{"id":7,"uid":"151bcf0ba86a88f79e1f","customer_id":1,"on_day":"2026-11-21","kind":"message","outcome":"done","purpose":"","mood":"","minutes":null,"incoming":0,"mass":0,"meant_for":"","gift":"","cost":null,"origin":"","note":"发了新价签"}]');
CREATE TABLE checksum (
    row_table TEXT NOT NULL,
    block INTEGER NOT NULL,
    sums BLOB NOT NULL,
    PRIMARY KEY (row_table, block)
) WITHOUT ROWID;
INSERT INTO "checksum" VALUES('alert',0,X'0000000000000000000000000000000000000000000000000000000000000000000000000000000073DE238B');
INSERT INTO "checksum" VALUES('change',0,X'00000000DE31473F8A12B67771EC3DCCB28E675A02F3BDB8623466F56E212F833F0C85B1EACAB994A25E1A954936897E842A65B6847ABBA713B936391FC83F885BB905622109457035B0CCC38E90E43542E863579A14F980152DB0A795D954AC1D7886A14AB4CCCE9A8B78CCB1375C9C1A23F1A25C8C7ED647FD4B3C00000000FD0B388470A8C8CC9B1800AFEF1EA833B6D2ED8E75CA361051BFBE901C5D3E1F2D174981D39F626CE383ECC896E460696006F37F6206315DF3E6BF2D3E7C22FDE30E5AFDC1F8657DD5AAC4AC');
INSERT INTO "checksum" VALUES('complaint',0,X'0000000000000000000000000000000000000000DF7C76C3B2226E97');
INSERT INTO "checksum" VALUES('complaint_stage',0,X'00000000E632B4AFD6DEBB3E');
INSERT INTO "checksum" VALUES('contact',0,X'00000000A76D91BFD287A5CCF5A9151A');
INSERT INTO "checksum" VALUES('customer',0,X'00000000583706578B85897CDCA1CB6F');
INSERT INTO "checksum" VALUES('occasion',0,X'00000000000000000000000000000000000000000000000000000000A0691A7694EC01AAC1B6BD39');
INSERT INTO "checksum" VALUES('orders',0,X'00000000C7B1C984599E24DA');
INSERT INTO "checksum" VALUES('pause',0,X'00000000DC26A668');
INSERT INTO "checksum" VALUES('policy',0,X'000000006335BC70B2C95BCAE3DC7D2585E3097475A480187C217149E3C53007D9533472F700956100759C3AABCE955AB8DB485423D1B581B955C284783532DC559CAC8CDA64026C846F30C307F7B7A795F9ACD2AFCA0D73DC1AC01B2948329C60E57DDF9DCEABCD084CA765C33A7C0B7856E8C8682C1561827707C2C45EDB014F0B9A20E2538C4AF04A365706D0B9C12E12D03952FCE8C1032D482676DF52C12751982ECE6136E3A065A09B1756EC34922CFB35D64CEABE371DBBC232B8B9C528473AEF0EB6765200AD9AC1080A24285A0412107FE232AC73BD21C5B220EC401177ADD8FEC819A2F9226C269EC2C7B27491314D3C15EEF575326CF2D2FDF39D');
INSERT INTO "checksum" VALUES('policy',1,X'FC9065C6896DAAD2753F869EA798B71949702D78E1526DEB1040FB4FD59506E340551EDAA04BFA354EA0EFFF2993A76A8DD6050ECE4853EB2D70C65EBBA5A8F39C6F73161AEB98369BDC83522A3EF931FDC4C54DD79F9016854EC4FE05C8329B12D21C7C4656884B945F1A7CB93355054666D11A02E9174E895B87BD0D45F7847ADA257E42205B17');
INSERT INTO "checksum" VALUES('promise',0,X'000000007F60465994A45A7F2204C991402D44EC');
INSERT INTO "checksum" VALUES('setting',0,X'00000000E5F4406C');
INSERT INTO "checksum" VALUES('snooze',0,X'00000000FDA48A7F');
INSERT INTO "checksum" VALUES('spacing',0,X'00000000F0E3E4C4');
INSERT INTO "checksum" VALUES('sqlite_sequence',0,X'6A02C2F3');
INSERT INTO "checksum" VALUES('step',0,X'000000002EEB5365C036E7540B15D0CD6D6DB6E98BD1133558FB7AD73C9AC9F4428C98001F9279C111CC036B92EAFEDE244BFC73173CE252C5BA8C4D28F9114A475792B410454C069289EF74C58F3C56BCD536FD00000000CF5924DEDE87B5D87FE47F69B626776D900C12C52A1D8704123A119C76E3DEA3E464DB4EFD6EACF48A203E64D6F92DF5E41679697D03CA5264428174BCA05946');
INSERT INTO "checksum" VALUES('stock',0,X'000000006D357BA8EB37A9A7');
INSERT INTO "checksum" VALUES('touch',0,X'0000000099E28888FA740579FF1C4076F12124CB00000000CBF536F0');
INSERT INTO "checksum" VALUES('touch_contact',0,X'00000000A0A53B8E');
CREATE TABLE complaint (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    severity INTEGER NOT NULL,
    opened DATE NOT NULL,
    cause TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT text_is_said CHECK (length(text) > 0),
    CONSTRAINT severity_is_known CHECK (severity BETWEEN 1 AND 3),
    CONSTRAINT opened_is_a_day CHECK (opened IS date(opened, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "complaint" VALUES(5,'5be57121189e9e6af173',2,'标签受潮',1,'2026-10-20','仓库漏水');
INSERT INTO "complaint" VALUES(6,'c1208c852230457b6f67',1,'送错货',2,'2026-11-19','');
CREATE TABLE complaint_stage (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    complaint_id INTEGER NOT NULL,
    stage TEXT NOT NULL,
    on_day DATE NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT stage_is_known CHECK (stage = 'answered' OR stage = 'solved' OR stage = 'checked' OR stage = 'closed'),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    FOREIGN KEY(complaint_id) REFERENCES complaint (id)
);
INSERT INTO "complaint_stage" VALUES(1,'36ea3eded30a44b0001f',5,'answered','2026-10-21','');
INSERT INTO "complaint_stage" VALUES(2,'8e95eafbd5268d46891c',5,'solved','2026-10-22','');
CREATE TABLE contact (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    handles TEXT NOT NULL,
    role TEXT NOT NULL,
    function TEXT NOT NULL,
    phone TEXT NOT NULL,
    wechat TEXT NOT NULL,
    email TEXT NOT NULL,
    birth_year INTEGER,
    birth_month INTEGER,
    birth_day INTEGER,
    birth_lunar INTEGER NOT NULL,
    birth_leap INTEGER NOT NULL,
    likes TEXT NOT NULL,
    family TEXT NOT NULL,
    joined DATE,
    left_on DATE,
    no_calls INTEGER NOT NULL,
    added_on DATE NOT NULL,
    edited_on DATE NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE (customer_id, name),
    CONSTRAINT name_has_a_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT role_is_known CHECK (role = '' OR role = 'decider' OR role = 'influencer' OR role = 'user' OR role = 'gatekeeper'),
    CONSTRAINT birth_month_exists CHECK (birth_month BETWEEN 1 AND 12),
    CONSTRAINT birth_day_exists CHECK (birth_day BETWEEN 1 AND 31),
    CONSTRAINT birth_year_exists CHECK (birth_year BETWEEN 1850 AND 9999),
    CONSTRAINT birthday_is_whole CHECK ((birth_month IS NULL) = (birth_day IS NULL)),
    CONSTRAINT birth_lunar_is_a_flag CHECK (birth_lunar = 0 OR birth_lunar = 1),
    CONSTRAINT birth_leap_is_a_flag CHECK (birth_leap = 0 OR birth_leap = 1),
    CONSTRAINT no_calls_is_a_flag CHECK (no_calls = 0 OR no_calls = 1),
    CONSTRAINT joined_is_a_day CHECK (joined IS NULL OR joined IS date(joined, '+0 days')),
    CONSTRAINT left_on_is_a_day CHECK (left_on IS NULL OR left_on IS date(left_on, '+0 days')),
    CONSTRAINT added_on_is_a_day CHECK (added_on IS date(added_on, '+0 days')),
    CONSTRAINT edited_on_is_a_day CHECK (edited_on IS date(edited_on, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "contact" VALUES(1,'79138088e9cf9ddf6b1f',1,'陈丽','|chenli|cl|','decider','','13800000011','','',1980,11,24,0,0,'','女儿高三',NULL,NULL,0,'2026-01-05','2026-01-06','');
INSERT INTO "contact" VALUES(2,'51eb6ca9ead9cb7ed3c1',2,'王建国','|wangjianguo|yujianguo|wjg|yjg|','user','','','wjg','',NULL,10,16,1,0,'钓鱼','','2026-01-06',NULL,0,'2026-01-06','2026-01-06','');
INSERT INTO "contact" VALUES(3,'ccf47457f2a705b25806',3,'Ann','|ann|a|','','','','','',NULL,NULL,NULL,0,0,'','','2026-10-14','2026-10-15',0,'2026-10-14','2026-10-15','');
CREATE TABLE customer (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    name TEXT NOT NULL,
    "key" TEXT NOT NULL,
    handles TEXT NOT NULL,
    tier TEXT NOT NULL,
    area TEXT NOT NULL,
    status TEXT NOT NULL,
    since DATE NOT NULL,
    added_on DATE NOT NULL,
    edited_on DATE NOT NULL,
    archived_on DATE,
    lost_on DATE,
    source TEXT NOT NULL,
    referred_by INTEGER,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    no_calls INTEGER NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE (name),
    CONSTRAINT name_has_a_length CHECK (length(name) BETWEEN 1 AND 200),
    CONSTRAINT status_is_known CHECK (status = 'prospect' OR status = 'active' OR status = 'lost'),
    CONSTRAINT no_calls_is_a_flag CHECK (no_calls = 0 OR no_calls = 1),
    CONSTRAINT since_is_a_day CHECK (since IS date(since, '+0 days')),
    CONSTRAINT added_on_is_a_day CHECK (added_on IS date(added_on, '+0 days')),
    CONSTRAINT edited_on_is_a_day CHECK (edited_on IS date(edited_on, '+0 days')),
    CONSTRAINT archived_on_is_a_day CHECK (archived_on IS NULL OR archived_on IS date(archived_on, '+0 days')),
    CONSTRAINT lost_on_is_a_day CHECK (lost_on IS NULL OR lost_on IS date(lost_on, '+0 days')),
    FOREIGN KEY(referred_by) REFERENCES customer (id)
);
INSERT INTO "customer" VALUES(1,'7e89a7472a381f09b4ec','美佳超市','美佳超市','|meijiachaoshi|mjcs|','key','湖北/武汉','active','2025-03-01','2026-01-05','2026-01-06',NULL,NULL,'',NULL,'','',0,'');
INSERT INTO "customer" VALUES(2,'b5ddbbbfea1e839e4a33','百姓饭店','百姓饭店','|baixingfandian|boxingfandian|moxingfandian|baishengfandian|boshengfandian|moshengfandian|bxfd|mxfd|bsfd|msfd|','vip','湖北/武汉','active','2026-01-05','2026-01-05','2026-01-06',NULL,NULL,'',1,'','027-00000102',0,'');
INSERT INTO "customer" VALUES(3,'d26bea8534f207349f64','O''Brien "&" Söhne','O''Brien "&" Söhne','|obriensöhne|o|','general','','prospect','2026-01-05','2026-01-05','2026-10-16',NULL,NULL,'',NULL,'','',0,'two
lines');
CREATE TABLE occasion (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    contact_id INTEGER,
    kind TEXT NOT NULL,
    on_day DATE NOT NULL,
    yearly INTEGER NOT NULL,
    lunar_month INTEGER,
    lunar_day INTEGER,
    lunar_leap INTEGER NOT NULL,
    title TEXT NOT NULL,
    learned DATE,
    recorded DATE NOT NULL,
    UNIQUE (uid),
    CONSTRAINT kind_is_known CHECK (kind = 'opening' OR kind = 'promotion' OR kind = 'dealer-meeting' OR kind = 'wedding' OR kind = 'newborn' OR kind = 'housewarming' OR kind = 'anniversary' OR kind = 'bereavement' OR kind = 'illness' OR kind = 'accident'),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT recorded_is_a_day CHECK (recorded IS date(recorded, '+0 days')),
    CONSTRAINT learned_is_a_day CHECK (learned IS NULL OR learned IS date(learned, '+0 days')),
    CONSTRAINT yearly_is_a_flag CHECK (yearly = 0 OR yearly = 1),
    CONSTRAINT lunar_month_exists CHECK (lunar_month BETWEEN 1 AND 12),
    CONSTRAINT lunar_day_exists CHECK (lunar_day BETWEEN 1 AND 30),
    CONSTRAINT lunar_date_is_whole CHECK ((lunar_month IS NULL) = (lunar_day IS NULL)),
    CONSTRAINT lunar_leap_is_a_flag CHECK (lunar_leap = 0 OR lunar_leap = 1),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(contact_id) REFERENCES contact (id)
);
INSERT INTO "occasion" VALUES(7,'ccb3771df4464c595280',1,1,'wedding','2026-11-28',0,NULL,NULL,0,'',NULL,'2026-11-01');
INSERT INTO "occasion" VALUES(8,'7c9d3c129b377a15b2a2',2,NULL,'anniversary','2016-11-23',1,NULL,NULL,0,'十年',NULL,'2026-11-01');
INSERT INTO "occasion" VALUES(9,'5f175134c7ab42023a53',2,NULL,'illness','2026-11-01',0,NULL,NULL,0,'',NULL,'2026-11-02');
CREATE TABLE orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    on_day DATE NOT NULL,
    amount INTEGER NOT NULL,
    product TEXT NOT NULL,
    quantity TEXT,
    margin INTEGER,
    service_every INTEGER,
    UNIQUE (uid),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT amount_is_not_negative CHECK (amount >= 0),
    CONSTRAINT service_every_is_months CHECK (service_every BETWEEN 1 AND 1200),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "orders" VALUES(1,'6d78d1647e9149b95140',1,'2026-03-04',126850,'白酒A','12',20000,6);
INSERT INTO "orders" VALUES(2,'5f49a517aeb996026447',1,'2026-04-04',0,'',NULL,NULL,NULL);
CREATE TABLE pause (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    set_on DATE NOT NULL,
    until DATE NOT NULL,
    UNIQUE (uid),
    CONSTRAINT set_on_is_a_day CHECK (set_on IS date(set_on, '+0 days')),
    CONSTRAINT until_is_a_day CHECK (until IS date(until, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "pause" VALUES(1,'30cec25742c608bfce60',3,'2026-10-11','2026-11-15');
CREATE TABLE policy (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE ("key")
);
INSERT INTO "policy" VALUES(1,'26ee25ad0ace59ff4c64','tiers','vip key potential general');
INSERT INTO "policy" VALUES(2,'f34e7b4231dec344f601','default_tier','general');
INSERT INTO "policy" VALUES(3,'743d89d693a66497160c','calendar','cn');
INSERT INTO "policy" VALUES(4,'a5a44f49774b2d0c2ef7','salt','');
INSERT INTO "policy" VALUES(5,'506353591d89651dceb4','little_new_year','south');
INSERT INTO "policy" VALUES(6,'95e4399a404593e6221f','order_days_min','3');
INSERT INTO "policy" VALUES(7,'bb905a0ae560d2b64332','silent_days','180');
INSERT INTO "policy" VALUES(8,'a142260b73ccb226b979','festival_lead','2');
INSERT INTO "policy" VALUES(9,'59fea730802ed45209e5','festival_early','7');
INSERT INTO "policy" VALUES(10,'b153ef1c65fb7ee6c98e','gift_lead','14');
INSERT INTO "policy" VALUES(11,'57b364fc0e4edadd6ce7','gift_margin','3');
INSERT INTO "policy" VALUES(12,'024b70b490a22a123282','birthday_after','3');
INSERT INTO "policy" VALUES(13,'578f9144c83f5346a75d','event_lead','3');
INSERT INTO "policy" VALUES(14,'cf8d811b0a796209d7be','condolence_days','14');
INSERT INTO "policy" VALUES(15,'c50953448270577159ce','condolence_check','7');
INSERT INTO "policy" VALUES(16,'fcbf143902e1fdf1ff7d','alert_days','7');
INSERT INTO "policy" VALUES(17,'a16d5fce6899128c04c2','promise_lead','1');
INSERT INTO "policy" VALUES(18,'bb9eebc5c150cca706fa','complaint_check_first','3');
INSERT INTO "policy" VALUES(19,'05b2cb7d9adbe02c90be','complaint_check_second','14');
INSERT INTO "policy" VALUES(20,'b708443c4da7195b3429','after_sale_gap','60');
INSERT INTO "policy" VALUES(21,'b59f1f0ab74cd3357dbb','after_sale_days','7');
INSERT INTO "policy" VALUES(22,'368678eba291a464fba0','second_order_days','60');
INSERT INTO "policy" VALUES(23,'b7b0022fe5905983c5ba','referral_every','180');
INSERT INTO "policy" VALUES(24,'520e2dfdd8f7746059af','referral_recent','90');
INSERT INTO "policy" VALUES(25,'eb580d815db44358c0e5','role_gap_days','30');
INSERT INTO "policy" VALUES(26,'af8fbd9409f77fb2d193','role_cold_days','90');
INSERT INTO "policy" VALUES(27,'21f75f04e6ada1ab0b7c','stock_lead','7');
INSERT INTO "policy" VALUES(28,'ad88199ec600af4913ce','profile_stale_days','180');
INSERT INTO "policy" VALUES(29,'cfcd10d83bcc9df9beec','mourning_days','30');
INSERT INTO "policy" VALUES(30,'19dbddd615e51833ba7d','gap_days','3');
INSERT INTO "policy" VALUES(31,'0fc34888f5d241fdd7f6','minutes_task','10');
INSERT INTO "policy" VALUES(32,'355aca59d38454e98b83','travel_minutes','20');
INSERT INTO "policy" VALUES(33,'e69d52041e35f122699e','days_off','');
INSERT INTO "policy" VALUES(34,'b5239671ac0c8093092a','work_days','');
INSERT INTO "policy" VALUES(35,'8970d5f233f526f8be51','me.likes','');
INSERT INTO "policy" VALUES(36,'65f240b7f7f6e6d5a4d6','me.hours','6');
INSERT INTO "policy" VALUES(37,'87347112ad7833b706f7','tier.vip.call_every','10');
INSERT INTO "policy" VALUES(38,'3ca75562a90ee5c81469','tier.vip.visit_every','30');
INSERT INTO "policy" VALUES(39,'ae43266001bcb93b2ae2','tier.vip.jitter','0.2');
INSERT INTO "policy" VALUES(40,'900162a4e15822c0d88f','tier.vip.festivals','spring-festival dragon-boat mid-autumn new-year national-day');
INSERT INTO "policy" VALUES(41,'34395d2fd18854a0c538','tier.vip.gift_festivals','spring-festival mid-autumn');
INSERT INTO "policy" VALUES(42,'498b8d367d76767dea6a','tier.vip.birthday_lead','7');
INSERT INTO "policy" VALUES(43,'d2243d968f91d08f8765','tier.vip.max_touches_30d','8');
INSERT INTO "policy" VALUES(44,'a6dd4dd5a41b96165548','tier.vip.roles','decider influencer user');
INSERT INTO "policy" VALUES(45,'6b14321a8ac770bbab97','tier.vip.at_risk_class','1');
INSERT INTO "policy" VALUES(46,'0031487ce91fc4bf6e62','tier.vip.complaint_answer','0');
INSERT INTO "policy" VALUES(47,'6cd8c37bdad8f2cd02dc','tier.vip.complaint_solve','2');
INSERT INTO "policy" VALUES(48,'3d8850672443c0844a82','tier.vip.minutes_call','15');
INSERT INTO "policy" VALUES(49,'c2c435aee414bc847bf5','tier.vip.minutes_visit','90');
INSERT INTO "policy" VALUES(50,'ec9501eaa8f9d68618fe','tier.vip.minutes_greeting','5');
INSERT INTO "policy" VALUES(51,'30e7b1716d2b5c030af5','tier.vip.gift_ceiling','1000.00');
INSERT INTO "policy" VALUES(52,'67733035e33012796a3c','tier.key.call_every','21');
INSERT INTO "policy" VALUES(53,'55ec5ce5f97cc694b358','tier.key.visit_every','90');
INSERT INTO "policy" VALUES(54,'74b637fb9bbd375310b4','tier.key.jitter','0.2');
INSERT INTO "policy" VALUES(55,'f6ffa2d6eb612c48c056','tier.key.festivals','spring-festival dragon-boat mid-autumn new-year');
INSERT INTO "policy" VALUES(56,'0de69ec920acde3a5dc1','tier.key.gift_festivals','mid-autumn');
INSERT INTO "policy" VALUES(57,'46505f80245de772cb7a','tier.key.birthday_lead','0');
INSERT INTO "policy" VALUES(58,'8569e3884e1714452b1e','tier.key.max_touches_30d','6');
INSERT INTO "policy" VALUES(59,'cffbcdffe29fb4af41c5','tier.key.roles','decider user');
INSERT INTO "policy" VALUES(60,'15779d80d0e6b4e428a3','tier.key.at_risk_class','3');
INSERT INTO "policy" VALUES(61,'3907ecbd745bf271093e','tier.key.complaint_answer','0');
INSERT INTO "policy" VALUES(62,'edd70ad203dae915282e','tier.key.complaint_solve','3');
INSERT INTO "policy" VALUES(63,'b381335497e0dfb86d3b','tier.key.minutes_call','12');
INSERT INTO "policy" VALUES(64,'86b2cc524da7c64d0946','tier.key.minutes_visit','60');
INSERT INTO "policy" VALUES(65,'84cdcca873b82029b21e','tier.key.minutes_greeting','5');
INSERT INTO "policy" VALUES(66,'5baa009d371521ebf53c','tier.key.gift_ceiling','500.00');
INSERT INTO "policy" VALUES(67,'966cb49ef5c2b0d78082','tier.potential.call_every','45');
INSERT INTO "policy" VALUES(68,'7c7c21f00fb563a30da4','tier.potential.visit_every','120');
INSERT INTO "policy" VALUES(69,'719222673ac109a4de1b','tier.potential.jitter','0.4');
INSERT INTO "policy" VALUES(70,'3f56c5ab2370b9534d8f','tier.potential.festivals','spring-festival mid-autumn');
INSERT INTO "policy" VALUES(71,'6a2b31b63424e3de7372','tier.potential.gift_festivals','');
INSERT INTO "policy" VALUES(72,'fb30fe33da11c5d51dd5','tier.potential.birthday_lead','0');
INSERT INTO "policy" VALUES(73,'3f02e3b9e6f27a4177f4','tier.potential.max_touches_30d','4');
INSERT INTO "policy" VALUES(74,'4aee66766bea375698e0','tier.potential.roles','decider');
INSERT INTO "policy" VALUES(75,'7c6f69089027bce52367','tier.potential.at_risk_class','3');
INSERT INTO "policy" VALUES(76,'9c994797534f7c8c429e','tier.potential.complaint_answer','1');
INSERT INTO "policy" VALUES(77,'1aac47a7bde4a68525d8','tier.potential.complaint_solve','5');
INSERT INTO "policy" VALUES(78,'2314e6f2bf919ea6d324','tier.potential.minutes_call','10');
INSERT INTO "policy" VALUES(79,'12936b8fd8b6e02c5969','tier.potential.minutes_visit','45');
INSERT INTO "policy" VALUES(80,'6f1746c081e651cdc83a','tier.potential.minutes_greeting','3');
INSERT INTO "policy" VALUES(81,'a7ff82c949a28f3b5ca3','tier.potential.gift_ceiling','200.00');
INSERT INTO "policy" VALUES(82,'3abbe47626d43060470b','tier.general.call_every','90');
INSERT INTO "policy" VALUES(83,'cbece7f235d667353d9a','tier.general.visit_every','180');
INSERT INTO "policy" VALUES(84,'38afd1234764e90e63fb','tier.general.jitter','0.2');
INSERT INTO "policy" VALUES(85,'96502fd3ab53b89a23a1','tier.general.festivals','spring-festival mid-autumn');
INSERT INTO "policy" VALUES(86,'87af1618e02b81197514','tier.general.gift_festivals','');
INSERT INTO "policy" VALUES(87,'2313a9645192a3fb4145','tier.general.birthday_lead','0');
INSERT INTO "policy" VALUES(88,'e93dc736318cfa007a73','tier.general.max_touches_30d','3');
INSERT INTO "policy" VALUES(89,'8864b1839bd2d20594bb','tier.general.roles','');
INSERT INTO "policy" VALUES(90,'6584575b94a29395bb6f','tier.general.at_risk_class','3');
INSERT INTO "policy" VALUES(91,'0abe4d9442f93b2f4fba','tier.general.complaint_answer','1');
INSERT INTO "policy" VALUES(92,'6d93f8cf4e6891f3c971','tier.general.complaint_solve','5');
INSERT INTO "policy" VALUES(93,'e361c58ed4c44a65cd13','tier.general.minutes_call','8');
INSERT INTO "policy" VALUES(94,'1ec1e27f359d238e684f','tier.general.minutes_visit','30');
INSERT INTO "policy" VALUES(95,'f9feffca5408dbe634c2','tier.general.minutes_greeting','2');
INSERT INTO "policy" VALUES(96,'7e92cf398b8461b9bf08','tier.general.gift_ceiling','100.00');
INSERT INTO "policy" VALUES(97,'b8e63200ae09049a0ac8','festival.店庆','solar = 12-01');
CREATE TABLE promise (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    contact_id INTEGER,
    text TEXT NOT NULL,
    made DATE NOT NULL,
    by_day DATE NOT NULL,
    theirs INTEGER NOT NULL,
    kept DATE,
    dropped DATE,
    UNIQUE (uid),
    CONSTRAINT text_is_said CHECK (length(text) > 0),
    CONSTRAINT made_is_a_day CHECK (made IS date(made, '+0 days')),
    CONSTRAINT by_day_is_a_day CHECK (by_day IS date(by_day, '+0 days')),
    CONSTRAINT kept_is_a_day CHECK (kept IS NULL OR kept IS date(kept, '+0 days')),
    CONSTRAINT dropped_is_a_day CHECK (dropped IS NULL OR dropped IS date(dropped, '+0 days')),
    CONSTRAINT theirs_is_a_flag CHECK (theirs = 0 OR theirs = 1),
    FOREIGN KEY(customer_id) REFERENCES customer (id),
    FOREIGN KEY(contact_id) REFERENCES contact (id)
);
INSERT INTO "promise" VALUES(1,'79750376e0d8136a5fda',2,NULL,'送海报','2026-10-18','2026-11-20',0,NULL,NULL);
INSERT INTO "promise" VALUES(2,'27c14a8535494d172437',2,NULL,'付款','2026-10-18','2026-11-19',1,NULL,NULL);
INSERT INTO "promise" VALUES(3,'21ba933e7c282a8932b8',1,1,'谈端架','2026-10-19','2026-11-25',0,NULL,NULL);
INSERT INTO "promise" VALUES(4,'91954cfaf456d6ac4c67',1,NULL,'早做完的','2026-10-19','2026-10-25',0,'2026-10-20',NULL);
CREATE TABLE setting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE ("key")
);
INSERT INTO "setting" VALUES(1,'0177e5d9a3d20031ddc2','book','52b0975da3fd437a306c');
CREATE TABLE snooze (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    set_on DATE NOT NULL,
    until DATE NOT NULL,
    because TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT set_on_is_a_day CHECK (set_on IS date(set_on, '+0 days')),
    CONSTRAINT until_is_a_day CHECK (until IS date(until, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "snooze" VALUES(1,'6081c1434fa20a070657',3,'role-gap','2026-11-20','2026-12-04','busy');
CREATE TABLE spacing (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    set_on DATE NOT NULL,
    factor TEXT NOT NULL,
    until DATE,
    UNIQUE (uid),
    CONSTRAINT set_on_is_a_day CHECK (set_on IS date(set_on, '+0 days')),
    CONSTRAINT until_is_a_day CHECK (until IS NULL OR until IS date(until, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "spacing" VALUES(1,'4be55eee8828e04ea952',2,'2026-10-10','1.5',NULL);
CREATE TABLE step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    "key" TEXT NOT NULL,
    params TEXT NOT NULL,
    undone INTEGER NOT NULL,
    CONSTRAINT undone_is_a_flag CHECK (undone = 0 OR undone = 1)
);
INSERT INTO "step" VALUES(1,'2026-11-26T16:15:21Z','customer_added','{"customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(2,'2026-11-26T16:15:21Z','customer_added','{"customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(3,'2026-11-26T16:15:22Z','customer_added','{"customer": "O''Brien \"&\" Söhne"}',0);
INSERT INTO "step" VALUES(4,'2026-11-26T16:15:22Z','customer_added','{"customer": "旧店"}',0);
INSERT INTO "step" VALUES(5,'2026-11-26T16:15:22Z','contact_added','{"contact": "王建国", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(6,'2026-11-26T16:15:22Z','contact_edited','{"contact": "陈丽", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(7,'2026-11-26T16:15:22Z','logged','{"customer": "美佳超市", "kind": "visit", "on": 739649}',0);
INSERT INTO "step" VALUES(8,'2026-11-26T16:15:22Z','logged','{"customer": "百姓饭店", "kind": "call", "on": 739678}',0);
INSERT INTO "step" VALUES(9,'2026-11-26T16:15:22Z','order_added','{"customer": "美佳超市", "amount": 126850, "on": 739679}',0);
INSERT INTO "step" VALUES(10,'2026-11-26T16:15:22Z','order_added','{"customer": "美佳超市", "amount": 0, "on": 739710}',0);
INSERT INTO "step" VALUES(11,'2026-11-26T16:15:22Z','logged','{"customer": "百姓饭店", "kind": "greeting", "on": 739889}',0);
INSERT INTO "step" VALUES(12,'2026-11-26T16:15:22Z','spaced','{"customer": "百姓饭店", "factor": "1.5"}',0);
INSERT INTO "step" VALUES(13,'2026-11-26T16:15:22Z','paused','{"customer": "O''Brien \"&\" Söhne", "until": 739935}',0);
INSERT INTO "step" VALUES(14,'2026-11-26T16:15:22Z','policy_set','{"setting": "tier.vip.call_every", "value": "10"}',0);
INSERT INTO "step" VALUES(15,'2026-11-26T16:15:22Z','policy_set','{"setting": "festival.店庆", "value": "solar = 12-01"}',0);
INSERT INTO "step" VALUES(16,'2026-11-26T16:15:22Z','customer_archived','{"customer": "旧店"}',0);
INSERT INTO "step" VALUES(17,'2026-11-26T16:15:22Z','contact_added','{"contact": "Ann", "customer": "O''Brien \"&\" Söhne"}',0);
INSERT INTO "step" VALUES(18,'2026-11-26T16:15:22Z','contact_left','{"contact": "Ann", "customer": "O''Brien \"&\" Söhne", "on": 739904}',0);
INSERT INTO "step" VALUES(19,'2026-11-26T16:15:22Z','tier_changed','{"customer": "O''Brien \"&\" Söhne", "tier": "general", "because": " · quiet"}',0);
INSERT INTO "step" VALUES(20,'2026-11-26T16:15:22Z','logged','{"customer": "美佳超市", "kind": "call", "on": 739906}',0);
INSERT INTO "step" VALUES(22,'2026-11-26T16:15:22Z','logged','{"customer": "百姓饭店", "kind": "visit", "on": 739907}',0);
INSERT INTO "step" VALUES(23,'2026-11-26T16:15:22Z','promise_added','{"text": "谈端架", "customer": "美佳超市", "by": 739945}',0);
INSERT INTO "step" VALUES(24,'2026-11-26T16:15:22Z','promise_added','{"text": "早做完的", "customer": "美佳超市", "by": 739914}',0);
INSERT INTO "step" VALUES(25,'2026-11-26T16:15:22Z','promise_kept','{"text": "早做完的", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(26,'2026-11-26T16:15:22Z','complaint_opened','{"text": "标签受潮", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(27,'2026-11-26T16:15:22Z','complaint_answered','{"text": "标签受潮", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(28,'2026-11-26T16:15:22Z','complaint_solved','{"text": "标签受潮", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(29,'2026-11-26T16:15:22Z','complaint_opened','{"text": "送错货", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(30,'2026-11-26T16:15:22Z','occasion_added','{"kind": "wedding", "whom": "陈丽 @ 美佳超市", "on": 739948}',0);
INSERT INTO "step" VALUES(31,'2026-11-26T16:15:22Z','occasion_added','{"kind": "anniversary", "whom": "百姓饭店", "on": 736291}',0);
INSERT INTO "step" VALUES(32,'2026-11-26T16:15:22Z','occasion_added','{"kind": "illness", "whom": "百姓饭店", "on": 739921}',0);
INSERT INTO "step" VALUES(33,'2026-11-26T16:15:22Z','alert_raised','{"reason": "暴雨", "area": "湖北/武汉"}',0);
INSERT INTO "step" VALUES(34,'2026-11-26T16:15:22Z','stock_set','{"product": "白酒A", "quantity": "3", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(35,'2026-11-26T16:15:22Z','snoozed_rule','{"customer": "O''Brien \"&\" Söhne", "rule": "role-gap", "until": 739954, "because": " · busy"}',0);
INSERT INTO "step" VALUES(36,'2026-11-26T16:15:22Z','customer_merged','{"customer": "美佳超市", "gone": "旧店"}',0);
INSERT INTO "step" VALUES(37,'2026-11-26T16:15:22Z','logged','{"customer": "美佳超市", "kind": "message", "on": 739941}',1);
CREATE TABLE stock (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    product TEXT NOT NULL,
    on_day DATE NOT NULL,
    quantity TEXT NOT NULL,
    reorder_at TEXT,
    UNIQUE (uid),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "stock" VALUES(1,'6bd47e20a509cd99e7b6',2,'白酒A','2026-10-18','2',NULL);
INSERT INTO "stock" VALUES(2,'aeef55dc1d29e50996f5',1,'白酒A','2026-11-20','3','5');
CREATE TABLE touch (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    on_day DATE NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    purpose TEXT NOT NULL,
    mood TEXT NOT NULL,
    minutes INTEGER,
    incoming INTEGER NOT NULL,
    mass INTEGER NOT NULL,
    meant_for TEXT NOT NULL,
    gift TEXT NOT NULL,
    cost INTEGER,
    origin TEXT NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (uid),
    CONSTRAINT on_day_is_a_day CHECK (on_day IS date(on_day, '+0 days')),
    CONSTRAINT kind_is_known CHECK (kind = 'call' OR kind = 'visit' OR kind = 'meeting' OR kind = 'message' OR kind = 'greeting' OR kind = 'gift' OR kind = 'help'),
    CONSTRAINT outcome_is_known CHECK (outcome = 'done' OR outcome = 'no-answer' OR outcome = 'refused' OR outcome = 'cancelled'),
    CONSTRAINT purpose_is_known CHECK (purpose = '' OR purpose = 'care' OR purpose = 'business' OR purpose = 'value' OR purpose = 'promo' OR purpose = 'referral'),
    CONSTRAINT mood_is_known CHECK (mood = '' OR mood = 'good' OR mood = 'ok' OR mood = 'bad'),
    CONSTRAINT minutes_fit_a_day CHECK (minutes BETWEEN 0 AND 1440),
    CONSTRAINT incoming_is_a_flag CHECK (incoming = 0 OR incoming = 1),
    CONSTRAINT mass_is_a_flag CHECK (mass = 0 OR mass = 1),
    CONSTRAINT mass_is_no_visit CHECK (mass = 0 OR kind = 'message' OR kind = 'greeting' OR kind = 'gift'),
    CONSTRAINT cost_is_not_negative CHECK (cost >= 0),
    FOREIGN KEY(customer_id) REFERENCES customer (id)
);
INSERT INTO "touch" VALUES(1,'c776a46bf03211c6b953',1,'2026-02-02','visit','done','','good',40,0,0,'','茶叶',8800,'恩施','送样品');
INSERT INTO "touch" VALUES(2,'22f4e5fcd43272657c2c',2,'2026-03-03','call','no-answer','','',NULL,0,0,'','',NULL,'','');
INSERT INTO "touch" VALUES(3,'2815c38efa622f1aee08',2,'2026-09-30','greeting','done','','',NULL,0,1,'','',NULL,'','国庆快乐');
INSERT INTO "touch" VALUES(4,'3ef336f85f1b0da4705c',1,'2026-10-17','call','done','','',NULL,0,0,'','',NULL,'','催货款');
INSERT INTO "touch" VALUES(6,'c4234508b552f346ef19',2,'2026-10-18','visit','done','','',NULL,0,0,'','',NULL,'','');
CREATE TABLE touch_contact (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    touch_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    UNIQUE (uid),
    UNIQUE (touch_id, contact_id),
    FOREIGN KEY(touch_id) REFERENCES touch (id),
    FOREIGN KEY(contact_id) REFERENCES contact (id)
);
INSERT INTO "touch_contact" VALUES(1,'579737f8f1711db22cb0',1,1);
CREATE INDEX customer_by_tier ON customer (tier);
CREATE INDEX change_by_step ON change (step_id);
CREATE INDEX contact_by_birthday ON contact (birth_lunar, birth_month, birth_day);
CREATE INDEX orders_by_customer ON orders (customer_id, on_day);
CREATE INDEX orders_by_day ON orders (on_day);
CREATE INDEX pause_by_customer ON pause (customer_id);
CREATE INDEX spacing_by_customer ON spacing (customer_id);
CREATE INDEX touch_by_customer ON touch (customer_id, on_day);
CREATE INDEX touch_met ON touch (customer_id, on_day) WHERE outcome = 'done' AND mass = 0 AND (kind = 'visit' OR kind = 'meeting');
CREATE INDEX touch_spoken ON touch (customer_id, on_day) WHERE outcome = 'done' AND mass = 0 AND (kind = 'call' OR kind = 'visit' OR kind = 'meeting');
CREATE INDEX touch_contact_by_contact ON touch_contact (contact_id);
CREATE INDEX occasion_by_customer ON occasion (customer_id);
CREATE INDEX promise_by_customer ON promise (customer_id);
CREATE INDEX complaint_by_customer ON complaint (customer_id);
CREATE INDEX complaint_stage_by_complaint ON complaint_stage (complaint_id);
CREATE INDEX stock_by_customer ON stock (customer_id, product);
CREATE INDEX snooze_by_customer ON snooze (customer_id);
CREATE INDEX orders_serviced ON orders (customer_id) WHERE service_every IS NOT NULL;
CREATE INDEX touch_meant ON touch (meant_for, on_day) WHERE meant_for <> '';
CREATE INDEX touch_mood ON touch (customer_id, on_day) WHERE mood <> '';
CREATE INDEX touch_referral ON touch (customer_id, on_day) WHERE purpose = 'referral';
CREATE INDEX touch_recent ON touch (on_day, id, customer_id, kind, outcome, incoming, mass, meant_for, gift, purpose, mood);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('policy',97);
INSERT INTO "sqlite_sequence" VALUES('setting',1);
INSERT INTO "sqlite_sequence" VALUES('step',37);
INSERT INTO "sqlite_sequence" VALUES('customer',4);
INSERT INTO "sqlite_sequence" VALUES('contact',3);
INSERT INTO "sqlite_sequence" VALUES('change',50);
INSERT INTO "sqlite_sequence" VALUES('touch',7);
INSERT INTO "sqlite_sequence" VALUES('touch_contact',1);
INSERT INTO "sqlite_sequence" VALUES('orders',2);
INSERT INTO "sqlite_sequence" VALUES('spacing',1);
INSERT INTO "sqlite_sequence" VALUES('pause',1);
INSERT INTO "sqlite_sequence" VALUES('promise',4);
INSERT INTO "sqlite_sequence" VALUES('stock',2);
INSERT INTO "sqlite_sequence" VALUES('complaint',6);
INSERT INTO "sqlite_sequence" VALUES('complaint_stage',2);
INSERT INTO "sqlite_sequence" VALUES('occasion',9);
INSERT INTO "sqlite_sequence" VALUES('alert',10);
INSERT INTO "sqlite_sequence" VALUES('snooze',1);
