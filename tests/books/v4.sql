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
INSERT INTO "alert" VALUES(10,'2142ff7b969fe84c2bb2','湖北/武汉','暴雨','2026-11-20','2026-11-27');
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
INSERT INTO "change" VALUES(6,5,'customer',2,2,'{"id":2,"uid":"dedec75ec452c8b944f4","name":"百姓饭店","key":"百姓饭店","handles":"|baixingfandian|boxingfandian|moxingfandian|baishengfandian|boshengfandian|moshengfandian|bxfd|mxfd|bsfd|msfd|","tier":"vip","area":"湖北/武汉","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":1,"address":"","phone":"027-00000102","no_calls":0,"note":""}','{"id":2,"uid":"dedec75ec452c8b944f4","name":"百姓饭店","key":"百姓饭店","handles":"|baixingfandian|boxingfandian|moxingfandian|baishengfandian|boshengfandian|moshengfandian|bxfd|mxfd|bsfd|msfd|","tier":"vip","area":"湖北/武汉","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-06","archived_on":null,"lost_on":null,"source":"","referred_by":1,"address":"","phone":"027-00000102","no_calls":0,"note":""}');
INSERT INTO "change" VALUES(7,5,'contact',2,2,NULL,NULL);
INSERT INTO "change" VALUES(8,6,'contact',1,1,'{"id":1,"uid":"a4371a599039e9f8ae53","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}','{"id":1,"uid":"a4371a599039e9f8ae53","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}');
INSERT INTO "change" VALUES(9,6,'contact',1,1,'{"id":1,"uid":"a4371a599039e9f8ae53","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}','{"id":1,"uid":"a4371a599039e9f8ae53","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"女儿高三","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}');
INSERT INTO "change" VALUES(10,6,'contact',1,1,'{"id":1,"uid":"a4371a599039e9f8ae53","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"女儿高三","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-05","note":""}','{"id":1,"uid":"a4371a599039e9f8ae53","customer_id":1,"name":"陈丽","handles":"|chenli|cl|","role":"decider","function":"","phone":"13800000011","wechat":"","email":"","birth_year":1980,"birth_month":11,"birth_day":24,"birth_lunar":0,"birth_leap":0,"likes":"","family":"女儿高三","joined":null,"left_on":null,"no_calls":0,"added_on":"2026-01-05","edited_on":"2026-01-06","note":""}');
INSERT INTO "change" VALUES(11,6,'customer',1,1,'{"id":1,"uid":"d85cc0aac339eefbbbdb","name":"美佳超市","key":"美佳超市","handles":"|meijiachaoshi|mjcs|","tier":"key","area":"湖北/武汉","status":"active","since":"2025-03-01","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}','{"id":1,"uid":"d85cc0aac339eefbbbdb","name":"美佳超市","key":"美佳超市","handles":"|meijiachaoshi|mjcs|","tier":"key","area":"湖北/武汉","status":"active","since":"2025-03-01","added_on":"2026-01-05","edited_on":"2026-01-06","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}');
INSERT INTO "change" VALUES(12,7,'touch',1,1,NULL,NULL);
INSERT INTO "change" VALUES(13,7,'touch_contact',1,1,NULL,NULL);
INSERT INTO "change" VALUES(14,8,'touch',2,2,NULL,NULL);
INSERT INTO "change" VALUES(15,9,'orders',1,1,NULL,NULL);
INSERT INTO "change" VALUES(16,10,'orders',2,2,NULL,NULL);
INSERT INTO "change" VALUES(17,11,'touch',3,3,NULL,NULL);
INSERT INTO "change" VALUES(18,12,'spacing',1,1,NULL,NULL);
INSERT INTO "change" VALUES(19,13,'pause',1,1,NULL,NULL);
INSERT INTO "change" VALUES(20,14,'policy',37,37,'{"id":37,"uid":"4a214dde38a8b1352bc4","key":"tier.vip.call_every","value":"14"}','{"id":37,"uid":"4a214dde38a8b1352bc4","key":"tier.vip.call_every","value":"10"}');
INSERT INTO "change" VALUES(21,15,'policy',97,97,NULL,NULL);
INSERT INTO "change" VALUES(22,16,'customer',4,4,'{"id":4,"uid":"fb4ae77b08b4874174d0","name":"旧店","key":"旧店","handles":"|jiudian|jd|","tier":"general","area":"","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}','{"id":4,"uid":"fb4ae77b08b4874174d0","name":"旧店","key":"旧店","handles":"|jiudian|jd|","tier":"general","area":"","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":"2026-10-13","lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}');
INSERT INTO "change" VALUES(23,17,'customer',3,3,'{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-14","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(24,17,'contact',3,3,NULL,NULL);
INSERT INTO "change" VALUES(25,18,'contact',3,3,'{"id":3,"uid":"cb1dbd8f2acd6f53c263","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":null,"no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-14","note":""}','{"id":3,"uid":"cb1dbd8f2acd6f53c263","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":"2026-10-15","no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-14","note":""}');
INSERT INTO "change" VALUES(26,18,'contact',3,3,'{"id":3,"uid":"cb1dbd8f2acd6f53c263","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":"2026-10-15","no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-14","note":""}','{"id":3,"uid":"cb1dbd8f2acd6f53c263","customer_id":3,"name":"Ann","handles":"|ann|a|","role":"","function":"","phone":"","wechat":"","email":"","birth_year":null,"birth_month":null,"birth_day":null,"birth_lunar":0,"birth_leap":0,"likes":"","family":"","joined":"2026-10-14","left_on":"2026-10-15","no_calls":0,"added_on":"2026-10-14","edited_on":"2026-10-15","note":""}');
INSERT INTO "change" VALUES(27,18,'customer',3,3,'{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-14","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(28,19,'customer',3,3,'{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"potential","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"general","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(29,19,'customer',3,3,'{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"general","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-15","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}','{"id":3,"uid":"1f269c65387feb93b2be","name":"O''Brien \"&\" Söhne","key":"O''Brien \"&\" Söhne","handles":"|obriensöhne|o|","tier":"general","area":"","status":"prospect","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-10-16","archived_on":null,"lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":"two\nlines"}');
INSERT INTO "change" VALUES(30,20,'touch',4,4,NULL,NULL);
INSERT INTO "change" VALUES(32,22,'touch',6,6,NULL,NULL);
INSERT INTO "change" VALUES(33,22,'promise',1,2,NULL,NULL);
INSERT INTO "change" VALUES(34,22,'stock',1,1,NULL,NULL);
INSERT INTO "change" VALUES(35,23,'promise',3,3,NULL,NULL);
INSERT INTO "change" VALUES(36,24,'promise',4,4,NULL,NULL);
INSERT INTO "change" VALUES(37,25,'promise',4,4,'{"id":4,"uid":"01e600c17d3765ebf7a8","customer_id":1,"contact_id":null,"text":"早做完的","made":"2026-10-19","by_day":"2026-10-25","theirs":0,"kept":null,"dropped":null}','{"id":4,"uid":"01e600c17d3765ebf7a8","customer_id":1,"contact_id":null,"text":"早做完的","made":"2026-10-19","by_day":"2026-10-25","theirs":0,"kept":"2026-10-20","dropped":null}');
INSERT INTO "change" VALUES(38,26,'complaint',1,5,NULL,NULL);
INSERT INTO "change" VALUES(39,27,'complaint_stage',1,1,NULL,NULL);
INSERT INTO "change" VALUES(40,28,'complaint',5,5,'{"id":5,"uid":"7f72d87019f50d22c0e8","customer_id":2,"text":"标签受潮","severity":1,"opened":"2026-10-20","cause":""}','{"id":5,"uid":"7f72d87019f50d22c0e8","customer_id":2,"text":"标签受潮","severity":1,"opened":"2026-10-20","cause":"仓库漏水"}');
INSERT INTO "change" VALUES(41,28,'complaint_stage',2,2,NULL,NULL);
INSERT INTO "change" VALUES(42,29,'complaint',6,6,NULL,NULL);
INSERT INTO "change" VALUES(43,30,'occasion',1,7,NULL,NULL);
INSERT INTO "change" VALUES(44,31,'occasion',8,8,NULL,NULL);
INSERT INTO "change" VALUES(45,32,'occasion',9,9,NULL,NULL);
INSERT INTO "change" VALUES(46,33,'alert',1,10,NULL,NULL);
INSERT INTO "change" VALUES(47,34,'stock',2,2,NULL,NULL);
INSERT INTO "change" VALUES(48,35,'snooze',1,1,NULL,NULL);
INSERT INTO "change" VALUES(49,36,'customer',4,4,'{"id":4,"uid":"fb4ae77b08b4874174d0","name":"旧店","key":"旧店","handles":"|jiudian|jd|","tier":"general","area":"","status":"active","since":"2026-01-05","added_on":"2026-01-05","edited_on":"2026-01-05","archived_on":"2026-10-13","lost_on":null,"source":"","referred_by":null,"address":"","phone":"","no_calls":0,"note":""}',NULL);
INSERT INTO "change" VALUES(50,37,'touch',7,7,NULL,'[{"id":7,"uid":"895e66c9bfdf955c97e9","customer_id":1,"on_day":"2026-11-21","kind":"message","outcome":"done","purpose":"","mood":"","minutes":null,"incoming":0,"mass":0,"meant_for":"","gift":"","cost":null,"origin":"","note":"发了新价签"}]');
CREATE TABLE checksum (
    row_table TEXT NOT NULL,
    block INTEGER NOT NULL,
    sums BLOB NOT NULL,
    PRIMARY KEY (row_table, block)
) WITHOUT ROWID;
INSERT INTO "checksum" VALUES('alert',0,X'000000000000000000000000000000000000000000000000000000000000000000000000000000009D98DA87');
INSERT INTO "checksum" VALUES('change',0,X'00000000DE31473F8A12B67771EC3DCCB28E675A02F3BDB8B76C9BC36E212F835DD94EF118C87CEC5CDC33C2325C3DF9842A65B6847ABBA713B936391FC83F885BB905622109457035B0CCC38E90E435C91F9D0B9A14F9806F4ED93823BDBC661D7886A17E0CCAB89630C2040753B456A9E42F6CDDEB3D3247FD4B3C00000000FD0B388470A8C8CC9B1800AFEF1EA833B6D2ED8EAA92788651BFBE901C5D3E1F2233452CD39F626CE383ECC896E460696006F37F6206315DF3E6BF2D3E7C22FDE30E5AFDDFD392FC0826D55F');
INSERT INTO "checksum" VALUES('complaint',0,X'000000000000000000000000000000000000000093B14F22C880F181');
INSERT INTO "checksum" VALUES('complaint_stage',0,X'000000001DB7F2E8291C9EC1');
INSERT INTO "checksum" VALUES('contact',0,X'00000000B55B187DB083D542E241F5F7');
INSERT INTO "checksum" VALUES('customer',0,X'000000000CC92107B28EFC5E11D13DD8');
INSERT INTO "checksum" VALUES('occasion',0,X'00000000000000000000000000000000000000000000000000000000FE9F08E05E23A784C6E178BD');
INSERT INTO "checksum" VALUES('orders',0,X'00000000E7E2C5622198F075');
INSERT INTO "checksum" VALUES('pause',0,X'00000000EE7B562A');
INSERT INTO "checksum" VALUES('policy',0,X'000000007BE1635C95776849838AAF145073D4E570F65EC2BBB18ABC38732C7A4A4A7AEA96A121ABCF2F15003D5829DBFCB93D136E0F0519838B6B9A59CFAFDA30D362D753B794893CFDB82925AC3793F03A775C633710FECB6838DB49E3222E899281F009F7F442A6A6C101950E559CC5815B7023E987D71CCC170BFAFD0F6A4BAA49946C754393D510FFA3386E1CFC9B3B71982A021A4B7761235ACAECE4AABC1B64B2B6D9A2DE740D2463BF25DD5390A0269ED9288AD52AFEFC2AC3DC7232ACDF534A6E51BBCF8C8EB728C9029325626CED1196AC9087D92A2DE83993CC2BBF7E29C7F23F9FA5A04D0F74E6DF039B2DCC94A0CB146753D36023878270C766');
INSERT INTO "checksum" VALUES('policy',1,X'76B29ADED61351FEF3CC1ABD35FC525A97163CD0C907A5C0CEC3047CAF0FC051714D9D84860B71AADF7AD4346FAF6D4ABF7FAE4A1EBAD43F84C392CB638380F21E11A2C4B4E4F11A1FB03C4F176BCA561326E1A331C78D6C96754B3071828B61E400EA30B148978ED62689715A0999FA0AC8FC29CE90479A6F19537EFD383B9345D50FBF0D823E1C');
INSERT INTO "checksum" VALUES('promise',0,X'00000000B35C3E5F9BE2DA0663CC798151E1AD1D');
INSERT INTO "checksum" VALUES('setting',0,X'000000004A5E6A4B');
INSERT INTO "checksum" VALUES('snooze',0,X'000000008583B103');
INSERT INTO "checksum" VALUES('spacing',0,X'00000000A0B895D5');
INSERT INTO "checksum" VALUES('sqlite_sequence',0,X'6A02C2F3');
INSERT INTO "checksum" VALUES('step',0,X'00000000FA09D45B14D4606AFDD2AF8A30BCC57E736A4A2165F68158C42190E05E3B7F58EA7B85F284EF71D8CD56AF70CA6365273F5210CFEDD47ED0BFA7E3F3920A66A7A9B19E6890FBFF8B362767763527931300000000B9C7AE4AEE97F149A69667763FD4D2834CD5C1779A4F05D6CEE3C22E007D5437E616CBB1B3C9D0D454118DAF0FEA8E71D4063DF8B06EB07A4D01425E05548B28');
INSERT INTO "checksum" VALUES('stock',0,X'00000000F11EFC235A7767A8');
INSERT INTO "checksum" VALUES('touch',0,X'00000000DE702E76F305AF9B61754E3EB847B8AB00000000C5FC80B2');
INSERT INTO "checksum" VALUES('touch_contact',0,X'00000000F1282CA0');
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
INSERT INTO "complaint" VALUES(5,'7f72d87019f50d22c0e8',2,'标签受潮',1,'2026-10-20','仓库漏水');
INSERT INTO "complaint" VALUES(6,'9e86ac8b910f6d211e01',1,'送错货',2,'2026-11-19','');
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
INSERT INTO "complaint_stage" VALUES(1,'214691eac67e4c7568a8',5,'answered','2026-10-21','');
INSERT INTO "complaint_stage" VALUES(2,'ea0f6c592fa238b076e6',5,'solved','2026-10-22','');
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
INSERT INTO "contact" VALUES(1,'a4371a599039e9f8ae53',1,'陈丽','|chenli|cl|','decider','','13800000011','','',1980,11,24,0,0,'','女儿高三',NULL,NULL,0,'2026-01-05','2026-01-06','');
INSERT INTO "contact" VALUES(2,'0a43034cc89d3529cbfe',2,'王建国','|wangjianguo|yujianguo|wjg|yjg|','user','','','wjg','',NULL,10,16,1,0,'钓鱼','','2026-01-06',NULL,0,'2026-01-06','2026-01-06','');
INSERT INTO "contact" VALUES(3,'cb1dbd8f2acd6f53c263',3,'Ann','|ann|a|','','','','','',NULL,NULL,NULL,0,0,'','','2026-10-14','2026-10-15',0,'2026-10-14','2026-10-15','');
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
INSERT INTO "customer" VALUES(1,'d85cc0aac339eefbbbdb','美佳超市','美佳超市','|meijiachaoshi|mjcs|','key','湖北/武汉','active','2025-03-01','2026-01-05','2026-01-06',NULL,NULL,'',NULL,'','',0,'');
INSERT INTO "customer" VALUES(2,'dedec75ec452c8b944f4','百姓饭店','百姓饭店','|baixingfandian|boxingfandian|moxingfandian|baishengfandian|boshengfandian|moshengfandian|bxfd|mxfd|bsfd|msfd|','vip','湖北/武汉','active','2026-01-05','2026-01-05','2026-01-06',NULL,NULL,'',1,'','027-00000102',0,'');
INSERT INTO "customer" VALUES(3,'1f269c65387feb93b2be','O''Brien "&" Söhne','O''Brien "&" Söhne','|obriensöhne|o|','general','','prospect','2026-01-05','2026-01-05','2026-10-16',NULL,NULL,'',NULL,'','',0,'two
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
INSERT INTO "occasion" VALUES(7,'010e0b32e8f19170e727',1,1,'wedding','2026-11-28',0,NULL,NULL,0,'',NULL,'2026-11-01');
INSERT INTO "occasion" VALUES(8,'48d6f2ca90f006bbeb1d',2,NULL,'anniversary','2016-11-23',1,NULL,NULL,0,'十年',NULL,'2026-11-01');
INSERT INTO "occasion" VALUES(9,'441abecea04bd6f7058d',2,NULL,'illness','2026-11-01',0,NULL,NULL,0,'',NULL,'2026-11-02');
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
INSERT INTO "orders" VALUES(1,'fcf696f4a833a6c7473c',1,'2026-03-04',126850,'白酒A','12',20000,6);
INSERT INTO "orders" VALUES(2,'926d22b253da4cf5f993',1,'2026-04-04',0,'',NULL,NULL,NULL);
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
INSERT INTO "pause" VALUES(1,'914e1502ffda00bf324b',3,'2026-10-11','2026-11-15');
CREATE TABLE policy (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE ("key")
);
INSERT INTO "policy" VALUES(1,'3b6c2db30a80982a5836','tiers','vip key potential general');
INSERT INTO "policy" VALUES(2,'3be7f0ad170dfdefd406','default_tier','general');
INSERT INTO "policy" VALUES(3,'604f90b7d3464a7ae85a','calendar','cn');
INSERT INTO "policy" VALUES(4,'2498edf73abc5ba55c86','salt','');
INSERT INTO "policy" VALUES(5,'b1637e8bb7dd0901c78a','little_new_year','south');
INSERT INTO "policy" VALUES(6,'d6375f5793ea1f6651fc','order_days_min','3');
INSERT INTO "policy" VALUES(7,'8571395e1d18f12c2216','silent_days','180');
INSERT INTO "policy" VALUES(8,'5e362dcf82b55f415e74','festival_lead','2');
INSERT INTO "policy" VALUES(9,'1e8a87cfab0821fecc95','festival_early','7');
INSERT INTO "policy" VALUES(10,'b95e26035679e9a05993','gift_lead','14');
INSERT INTO "policy" VALUES(11,'577e17a7e963f8115f26','gift_margin','3');
INSERT INTO "policy" VALUES(12,'261634b53a3614f40a6b','birthday_after','3');
INSERT INTO "policy" VALUES(13,'4f5be2d232f3aeebb2a6','event_lead','3');
INSERT INTO "policy" VALUES(14,'bc69b4648f1d284756d5','condolence_days','14');
INSERT INTO "policy" VALUES(15,'197df885125f825ee963','condolence_check','7');
INSERT INTO "policy" VALUES(16,'350b7ad87540e4cfff4d','alert_days','7');
INSERT INTO "policy" VALUES(17,'687302e8d077dbac19a6','promise_lead','1');
INSERT INTO "policy" VALUES(18,'a2fef2c3b4e620af549e','complaint_check_first','3');
INSERT INTO "policy" VALUES(19,'1ea2ba55f0201715a0fb','complaint_check_second','14');
INSERT INTO "policy" VALUES(20,'016119bf61dedcdef552','after_sale_gap','60');
INSERT INTO "policy" VALUES(21,'8830bc98cf3e16b5e11d','after_sale_days','7');
INSERT INTO "policy" VALUES(22,'8f72eea79d50850c7262','second_order_days','60');
INSERT INTO "policy" VALUES(23,'e3211dc8ef6bd25634a2','referral_every','180');
INSERT INTO "policy" VALUES(24,'5de840670ff916ada069','referral_recent','90');
INSERT INTO "policy" VALUES(25,'bce9e42a00e6e7edfb8d','role_gap_days','30');
INSERT INTO "policy" VALUES(26,'c0b9dc2cd15e4df77c83','role_cold_days','90');
INSERT INTO "policy" VALUES(27,'afb0fa7cf10ee7c5f11b','stock_lead','7');
INSERT INTO "policy" VALUES(28,'e2f4ef375199a0e06aa2','profile_stale_days','180');
INSERT INTO "policy" VALUES(29,'a29186dae9304140141d','mourning_days','30');
INSERT INTO "policy" VALUES(30,'6da2348243d8460c017a','gap_days','3');
INSERT INTO "policy" VALUES(31,'e0b0dd2f442822e14fbf','minutes_task','10');
INSERT INTO "policy" VALUES(32,'063b17e90a95621647bb','travel_minutes','20');
INSERT INTO "policy" VALUES(33,'711ac0d8ab4c375458a0','days_off','');
INSERT INTO "policy" VALUES(34,'569fbb5d180055a6e2f1','work_days','');
INSERT INTO "policy" VALUES(35,'a6d4c585c7ff2d65e67d','me.likes','');
INSERT INTO "policy" VALUES(36,'37f6d5eda954852f4b51','me.hours','6');
INSERT INTO "policy" VALUES(37,'4a214dde38a8b1352bc4','tier.vip.call_every','10');
INSERT INTO "policy" VALUES(38,'b3eadadb8ff585e5b85a','tier.vip.visit_every','30');
INSERT INTO "policy" VALUES(39,'857fb279a54bc6b6517f','tier.vip.jitter','0.2');
INSERT INTO "policy" VALUES(40,'419318dfc86b66924cd4','tier.vip.festivals','spring-festival dragon-boat mid-autumn new-year national-day');
INSERT INTO "policy" VALUES(41,'c8012e6547162cc0bde0','tier.vip.gift_festivals','spring-festival mid-autumn');
INSERT INTO "policy" VALUES(42,'8341828c65edfe1187c5','tier.vip.birthday_lead','7');
INSERT INTO "policy" VALUES(43,'74fee7dd746977d9d866','tier.vip.max_touches_30d','8');
INSERT INTO "policy" VALUES(44,'4b48f9986ffbca8ea824','tier.vip.roles','decider influencer user');
INSERT INTO "policy" VALUES(45,'cf1a9c7f0b12e34c6931','tier.vip.at_risk_class','1');
INSERT INTO "policy" VALUES(46,'e4295356c0ef74862139','tier.vip.complaint_answer','0');
INSERT INTO "policy" VALUES(47,'ac96dfbde1da86c152af','tier.vip.complaint_solve','2');
INSERT INTO "policy" VALUES(48,'2e341d475f8ba69b0041','tier.vip.minutes_call','15');
INSERT INTO "policy" VALUES(49,'f5876bf5bf53079043a1','tier.vip.minutes_visit','90');
INSERT INTO "policy" VALUES(50,'6fd9f871eb61ac03ad55','tier.vip.minutes_greeting','5');
INSERT INTO "policy" VALUES(51,'519fad596df8dc1b7d74','tier.vip.gift_ceiling','1000.00');
INSERT INTO "policy" VALUES(52,'b0bffb48545ef45b925b','tier.key.call_every','21');
INSERT INTO "policy" VALUES(53,'1c790f85911e7b69a990','tier.key.visit_every','90');
INSERT INTO "policy" VALUES(54,'c69911aaf1b59f092fa4','tier.key.jitter','0.2');
INSERT INTO "policy" VALUES(55,'7b21092ec398f7243833','tier.key.festivals','spring-festival dragon-boat mid-autumn new-year');
INSERT INTO "policy" VALUES(56,'9c097c4248aa7ff96965','tier.key.gift_festivals','mid-autumn');
INSERT INTO "policy" VALUES(57,'bd1e9df76645b88e170e','tier.key.birthday_lead','0');
INSERT INTO "policy" VALUES(58,'f2b15653a3556873f560','tier.key.max_touches_30d','6');
INSERT INTO "policy" VALUES(59,'49f88eeead0674ca3852','tier.key.roles','decider user');
INSERT INTO "policy" VALUES(60,'8d7ca4c9729f662c52b9','tier.key.at_risk_class','3');
INSERT INTO "policy" VALUES(61,'46923f0730ada04f9b4d','tier.key.complaint_answer','0');
INSERT INTO "policy" VALUES(62,'79dc6f0a40abe88e2e36','tier.key.complaint_solve','3');
INSERT INTO "policy" VALUES(63,'b2415661684921da8073','tier.key.minutes_call','12');
INSERT INTO "policy" VALUES(64,'4bcfe13e71b22ed732b1','tier.key.minutes_visit','60');
INSERT INTO "policy" VALUES(65,'def9095579d0c9a088e2','tier.key.minutes_greeting','5');
INSERT INTO "policy" VALUES(66,'bda14003626913a957dd','tier.key.gift_ceiling','500.00');
INSERT INTO "policy" VALUES(67,'fc6a8943019f444da2de','tier.potential.call_every','45');
INSERT INTO "policy" VALUES(68,'a62eb2a5170a011f77b3','tier.potential.visit_every','120');
INSERT INTO "policy" VALUES(69,'5655ba73ca43e390ce0b','tier.potential.jitter','0.4');
INSERT INTO "policy" VALUES(70,'bf766d40efc2dd8cae2c','tier.potential.festivals','spring-festival mid-autumn');
INSERT INTO "policy" VALUES(71,'ae0c9e72c8b4f9064fda','tier.potential.gift_festivals','');
INSERT INTO "policy" VALUES(72,'3e02927c8c436f79953d','tier.potential.birthday_lead','0');
INSERT INTO "policy" VALUES(73,'1898efe6721ab2b7940c','tier.potential.max_touches_30d','4');
INSERT INTO "policy" VALUES(74,'f13c1e62c027f43a0bf7','tier.potential.roles','decider');
INSERT INTO "policy" VALUES(75,'393146f7106d55b3c9e8','tier.potential.at_risk_class','3');
INSERT INTO "policy" VALUES(76,'90a211134f7b0bb7ce2f','tier.potential.complaint_answer','1');
INSERT INTO "policy" VALUES(77,'301020b26d9653d7c2c9','tier.potential.complaint_solve','5');
INSERT INTO "policy" VALUES(78,'abde448215efb08a33c5','tier.potential.minutes_call','10');
INSERT INTO "policy" VALUES(79,'241d4d4fd8c4f416d29b','tier.potential.minutes_visit','45');
INSERT INTO "policy" VALUES(80,'0f8fb51f0d6f22808c57','tier.potential.minutes_greeting','3');
INSERT INTO "policy" VALUES(81,'f8b77f539f3afafe763f','tier.potential.gift_ceiling','200.00');
INSERT INTO "policy" VALUES(82,'8afe893a62c018651752','tier.general.call_every','90');
INSERT INTO "policy" VALUES(83,'1a4a7ede3cb900d621b0','tier.general.visit_every','180');
INSERT INTO "policy" VALUES(84,'1c46eb84ddeaa175959e','tier.general.jitter','0.2');
INSERT INTO "policy" VALUES(85,'8fcd0e36d40f69712336','tier.general.festivals','spring-festival mid-autumn');
INSERT INTO "policy" VALUES(86,'619d5abf19f5998dafae','tier.general.gift_festivals','');
INSERT INTO "policy" VALUES(87,'299c9888bd32de1f8427','tier.general.birthday_lead','0');
INSERT INTO "policy" VALUES(88,'28f21dfedf2dde1f3994','tier.general.max_touches_30d','3');
INSERT INTO "policy" VALUES(89,'80fa774ae21a8a98ed80','tier.general.roles','');
INSERT INTO "policy" VALUES(90,'4e15cb9bac2af8168911','tier.general.at_risk_class','3');
INSERT INTO "policy" VALUES(91,'3d2a3980d5770f35d836','tier.general.complaint_answer','1');
INSERT INTO "policy" VALUES(92,'a23738c4d0443e66a7ee','tier.general.complaint_solve','5');
INSERT INTO "policy" VALUES(93,'72ab752fcf12d2ec46b8','tier.general.minutes_call','8');
INSERT INTO "policy" VALUES(94,'bc056f266c62ef738593','tier.general.minutes_visit','30');
INSERT INTO "policy" VALUES(95,'cdcf11a5b217dcb0d540','tier.general.minutes_greeting','2');
INSERT INTO "policy" VALUES(96,'92849800ea62329bedf9','tier.general.gift_ceiling','100.00');
INSERT INTO "policy" VALUES(97,'226add98307cb38c7dd8','festival.店庆','solar = 12-01');
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
INSERT INTO "promise" VALUES(1,'335e1d1a8714e72c52f0',2,NULL,'送海报','2026-10-18','2026-11-20',0,NULL,NULL);
INSERT INTO "promise" VALUES(2,'aaf976e2789e366bb703',2,NULL,'付款','2026-10-18','2026-11-19',1,NULL,NULL);
INSERT INTO "promise" VALUES(3,'6c2fd66e4c1f9c416538',1,1,'谈端架','2026-10-19','2026-11-25',0,NULL,NULL);
INSERT INTO "promise" VALUES(4,'01e600c17d3765ebf7a8',1,NULL,'早做完的','2026-10-19','2026-10-25',0,'2026-10-20',NULL);
CREATE TABLE setting (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL,
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (uid),
    UNIQUE ("key")
);
INSERT INTO "setting" VALUES(1,'71bca4c4522f59163615','book','a9f9d9a919741adc21f4');
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
INSERT INTO "snooze" VALUES(1,'2d2d70700e64867e243f',3,'role-gap','2026-11-20','2026-12-04','busy');
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
INSERT INTO "spacing" VALUES(1,'865188d402a59cb6efc2',2,'2026-10-10','1.5',NULL);
CREATE TABLE step (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    "key" TEXT NOT NULL,
    params TEXT NOT NULL,
    undone INTEGER NOT NULL,
    CONSTRAINT undone_is_a_flag CHECK (undone = 0 OR undone = 1)
);
INSERT INTO "step" VALUES(1,'2026-11-26T17:21:15Z','customer_added','{"customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(2,'2026-11-26T17:21:15Z','customer_added','{"customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(3,'2026-11-26T17:21:15Z','customer_added','{"customer": "O''Brien \"&\" Söhne"}',0);
INSERT INTO "step" VALUES(4,'2026-11-26T17:21:15Z','customer_added','{"customer": "旧店"}',0);
INSERT INTO "step" VALUES(5,'2026-11-26T17:21:15Z','contact_added','{"contact": "王建国", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(6,'2026-11-26T17:21:15Z','contact_edited','{"contact": "陈丽", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(7,'2026-11-26T17:21:15Z','logged','{"customer": "美佳超市", "kind": "visit", "on": 739649}',0);
INSERT INTO "step" VALUES(8,'2026-11-26T17:21:15Z','logged','{"customer": "百姓饭店", "kind": "call", "on": 739678}',0);
INSERT INTO "step" VALUES(9,'2026-11-26T17:21:15Z','order_added','{"customer": "美佳超市", "amount": 126850, "on": 739679}',0);
INSERT INTO "step" VALUES(10,'2026-11-26T17:21:15Z','order_added','{"customer": "美佳超市", "amount": 0, "on": 739710}',0);
INSERT INTO "step" VALUES(11,'2026-11-26T17:21:15Z','logged','{"customer": "百姓饭店", "kind": "greeting", "on": 739889}',0);
INSERT INTO "step" VALUES(12,'2026-11-26T17:21:15Z','spaced','{"customer": "百姓饭店", "factor": "1.5"}',0);
INSERT INTO "step" VALUES(13,'2026-11-26T17:21:15Z','paused','{"customer": "O''Brien \"&\" Söhne", "until": 739935}',0);
INSERT INTO "step" VALUES(14,'2026-11-26T17:21:15Z','policy_set','{"setting": "tier.vip.call_every", "value": "10"}',0);
INSERT INTO "step" VALUES(15,'2026-11-26T17:21:16Z','policy_set','{"setting": "festival.店庆", "value": "solar = 12-01"}',0);
INSERT INTO "step" VALUES(16,'2026-11-26T17:21:16Z','customer_archived','{"customer": "旧店"}',0);
INSERT INTO "step" VALUES(17,'2026-11-26T17:21:16Z','contact_added','{"contact": "Ann", "customer": "O''Brien \"&\" Söhne"}',0);
INSERT INTO "step" VALUES(18,'2026-11-26T17:21:16Z','contact_left','{"contact": "Ann", "customer": "O''Brien \"&\" Söhne", "on": 739904}',0);
INSERT INTO "step" VALUES(19,'2026-11-26T17:21:16Z','tier_changed','{"customer": "O''Brien \"&\" Söhne", "tier": "general", "because": " · quiet"}',0);
INSERT INTO "step" VALUES(20,'2026-11-26T17:21:16Z','logged','{"customer": "美佳超市", "kind": "call", "on": 739906}',0);
INSERT INTO "step" VALUES(22,'2026-11-26T17:21:16Z','logged','{"customer": "百姓饭店", "kind": "visit", "on": 739907}',0);
INSERT INTO "step" VALUES(23,'2026-11-26T17:21:16Z','promise_added','{"text": "谈端架", "customer": "美佳超市", "by": 739945}',0);
INSERT INTO "step" VALUES(24,'2026-11-26T17:21:16Z','promise_added','{"text": "早做完的", "customer": "美佳超市", "by": 739914}',0);
INSERT INTO "step" VALUES(25,'2026-11-26T17:21:16Z','promise_kept','{"text": "早做完的", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(26,'2026-11-26T17:21:16Z','complaint_opened','{"text": "标签受潮", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(27,'2026-11-26T17:21:16Z','complaint_answered','{"text": "标签受潮", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(28,'2026-11-26T17:21:16Z','complaint_solved','{"text": "标签受潮", "customer": "百姓饭店"}',0);
INSERT INTO "step" VALUES(29,'2026-11-26T17:21:16Z','complaint_opened','{"text": "送错货", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(30,'2026-11-26T17:21:16Z','occasion_added','{"kind": "wedding", "whom": "陈丽 @ 美佳超市", "on": 739948}',0);
INSERT INTO "step" VALUES(31,'2026-11-26T17:21:16Z','occasion_added','{"kind": "anniversary", "whom": "百姓饭店", "on": 736291}',0);
INSERT INTO "step" VALUES(32,'2026-11-26T17:21:16Z','occasion_added','{"kind": "illness", "whom": "百姓饭店", "on": 739921}',0);
INSERT INTO "step" VALUES(33,'2026-11-26T17:21:16Z','alert_raised','{"reason": "暴雨", "area": "湖北/武汉"}',0);
INSERT INTO "step" VALUES(34,'2026-11-26T17:21:16Z','stock_set','{"product": "白酒A", "quantity": "3", "customer": "美佳超市"}',0);
INSERT INTO "step" VALUES(35,'2026-11-26T17:21:16Z','snoozed_rule','{"customer": "O''Brien \"&\" Söhne", "rule": "role-gap", "until": 739954, "because": " · busy"}',0);
INSERT INTO "step" VALUES(36,'2026-11-26T17:21:16Z','customer_merged','{"customer": "美佳超市", "gone": "旧店"}',0);
INSERT INTO "step" VALUES(37,'2026-11-26T17:21:16Z','logged','{"customer": "美佳超市", "kind": "message", "on": 739941}',1);
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
INSERT INTO "stock" VALUES(1,'5aa39cf0c9bbe28c7a8d',2,'白酒A','2026-10-18','2',NULL);
INSERT INTO "stock" VALUES(2,'3380baf039eee895d3d9',1,'白酒A','2026-11-20','3','5');
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
INSERT INTO "touch" VALUES(1,'35c8b7569fd6f3183f9d',1,'2026-02-02','visit','done','','good',40,0,0,'','茶叶',8800,'恩施','送样品');
INSERT INTO "touch" VALUES(2,'582ab8b02878e65b936e',2,'2026-03-03','call','no-answer','','',NULL,0,0,'','',NULL,'','');
INSERT INTO "touch" VALUES(3,'629866f0a61b33df6f26',2,'2026-09-30','greeting','done','','',NULL,0,1,'','',NULL,'','国庆快乐');
INSERT INTO "touch" VALUES(4,'b8123eb75b511bb4e534',1,'2026-10-17','call','done','','',NULL,0,0,'','',NULL,'','催货款');
INSERT INTO "touch" VALUES(6,'5dcf91cba9ed8acd30b1',2,'2026-10-18','visit','done','','',NULL,0,0,'','',NULL,'','');
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
INSERT INTO "touch_contact" VALUES(1,'fbc94ffff021b53cf5d3',1,1);
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
CREATE INDEX contact_joined ON contact (joined) WHERE joined IS NOT NULL;
CREATE INDEX contact_left ON contact (left_on, customer_id) WHERE left_on IS NOT NULL;
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
