-- The tables and views of version 1 in SQLite, with the rows of half an hour.
CREATE TABLE p1_minutes (meter TEXT NOT NULL, ts BIGINT NOT NULL, p_imp_w BIGINT, p_exp_w BIGINT, p_min_w BIGINT, p_max_w BIGINT,
    p_l1_w BIGINT, p_l2_w BIGINT, p_l3_w BIGINT, u_l1 NUMERIC(6,1), u_l2 NUMERIC(6,1), u_l3 NUMERIC(6,1), u_min NUMERIC(6,1), u_max
    NUMERIC(6,1), i_l1 NUMERIC(7,2), i_l2 NUMERIC(7,2), i_l3 NUMERIC(7,2), imp_wh BIGINT, imp_t1_wh BIGINT, imp_t2_wh BIGINT, imp_t3_wh
    BIGINT, imp_t4_wh BIGINT, imp_t5_wh BIGINT, exp_wh BIGINT, exp_t1_wh BIGINT, exp_t2_wh BIGINT, exp_t3_wh BIGINT, exp_t4_wh BIGINT,
    exp_t5_wh BIGINT, demand_w BIGINT, tariff BIGINT, n BIGINT, bad BIGINT, device BIGINT, PRIMARY KEY (meter, ts)) WITHOUT ROWID;
CREATE TABLE p1_hours (meter TEXT NOT NULL, ts BIGINT NOT NULL, imp_wh BIGINT, imp_t1_wh BIGINT, imp_t2_wh BIGINT, imp_t3_wh BIGINT,
    imp_t4_wh BIGINT, imp_t5_wh BIGINT, exp_wh BIGINT, exp_t1_wh BIGINT, exp_t2_wh BIGINT, exp_t3_wh BIGINT, exp_t4_wh BIGINT, exp_t5_wh
    BIGINT, p_min_w BIGINT, p_max_w BIGINT, u_min NUMERIC(6,1), u_max NUMERIC(6,1), n BIGINT, gap BIGINT, PRIMARY KEY (meter, ts)) WITHOUT
    ROWID;
CREATE TABLE p1_days (meter TEXT NOT NULL, day TEXT NOT NULL, imp_wh BIGINT, imp_t1_wh BIGINT, imp_t2_wh BIGINT, imp_t3_wh BIGINT,
    imp_t4_wh BIGINT, imp_t5_wh BIGINT, exp_wh BIGINT, exp_t1_wh BIGINT, exp_t2_wh BIGINT, exp_t3_wh BIGINT, exp_t4_wh BIGINT, exp_t5_wh
    BIGINT, p_min_w BIGINT, p_max_w BIGINT, u_min NUMERIC(6,1), u_max NUMERIC(6,1), n BIGINT, gap BIGINT, imp_end_wh BIGINT, imp_t1_end_wh
    BIGINT, imp_t2_end_wh BIGINT, imp_t3_end_wh BIGINT, imp_t4_end_wh BIGINT, imp_t5_end_wh BIGINT, exp_end_wh BIGINT, exp_t1_end_wh
    BIGINT, exp_t2_end_wh BIGINT, exp_t3_end_wh BIGINT, exp_t4_end_wh BIGINT, exp_t5_end_wh BIGINT, peak_quarter_w BIGINT, peak_quarter_ts
    BIGINT, PRIMARY KEY (meter, day)) WITHOUT ROWID;
CREATE TABLE p1_quarters (meter TEXT NOT NULL, ts BIGINT NOT NULL, imp_wh BIGINT, exp_wh BIGINT, avg_w BIGINT, partial BIGINT,
    imp_moved_wh BIGINT, imp_t1_moved_wh BIGINT, imp_t2_moved_wh BIGINT, imp_t3_moved_wh BIGINT, imp_t4_moved_wh BIGINT, imp_t5_moved_wh
    BIGINT, exp_moved_wh BIGINT, exp_t1_moved_wh BIGINT, exp_t2_moved_wh BIGINT, exp_t3_moved_wh BIGINT, exp_t4_moved_wh BIGINT,
    exp_t5_moved_wh BIGINT, imp_end_wh BIGINT, imp_t1_end_wh BIGINT, imp_t2_end_wh BIGINT, imp_t3_end_wh BIGINT, imp_t4_end_wh BIGINT,
    imp_t5_end_wh BIGINT, exp_end_wh BIGINT, exp_t1_end_wh BIGINT, exp_t2_end_wh BIGINT, exp_t3_end_wh BIGINT, exp_t4_end_wh BIGINT,
    exp_t5_end_wh BIGINT, gap_ts BIGINT, half_hour_w BIGINT, hour_w BIGINT, replayed BIGINT, p_min_w BIGINT, p_max_w BIGINT, u_min
    NUMERIC(6,1), u_max NUMERIC(6,1), n BIGINT, PRIMARY KEY (meter, ts)) WITHOUT ROWID;
CREATE TABLE p1_peaks (meter TEXT NOT NULL, day TEXT NOT NULL, tariff TEXT NOT NULL, peak_w BIGINT, peak_ts BIGINT, bill_w BIGINT,
    by_meter BIGINT, missing BIGINT, PRIMARY KEY (meter, day, tariff)) WITHOUT ROWID;
CREATE TABLE p1_mbus (meter TEXT NOT NULL, ts BIGINT NOT NULL, channel BIGINT NOT NULL, kind TEXT NOT NULL, reading_l BIGINT,
    reading_kj BIGINT, delta BIGINT, device BIGINT, PRIMARY KEY (meter, ts, channel, kind)) WITHOUT ROWID;
CREATE TABLE p1_mbus_days (meter TEXT NOT NULL, day TEXT NOT NULL, channel BIGINT NOT NULL, kind TEXT NOT NULL, reading_l BIGINT,
    reading_kj BIGINT, delta BIGINT, PRIMARY KEY (meter, day, channel, kind)) WITHOUT ROWID;
CREATE TABLE p1_events (meter TEXT NOT NULL, ts BIGINT NOT NULL, kind TEXT NOT NULL, value BIGINT, delta BIGINT, PRIMARY KEY (meter,
    ts, kind)) WITHOUT ROWID;
CREATE TABLE p1_meters (meter TEXT NOT NULL, zone VARCHAR(64), PRIMARY KEY (meter)) WITHOUT ROWID;
CREATE TABLE p1_devices (meter TEXT NOT NULL, channel BIGINT NOT NULL, device BIGINT NOT NULL, serial VARCHAR(64), since_ts BIGINT,
    PRIMARY KEY (meter, channel, device)) WITHOUT ROWID;
CREATE TABLE p1_version (version BIGINT NOT NULL PRIMARY KEY);
CREATE VIEW p1_minutes_time AS SELECT strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch') AS time, t.meter, t.ts, t.p_imp_w, t.p_exp_w,
    t.p_min_w, t.p_max_w, t.p_l1_w, t.p_l2_w, t.p_l3_w, t.u_l1, t.u_l2, t.u_l3, t.u_min, t.u_max, t.i_l1, t.i_l2, t.i_l3, t.imp_wh,
    t.imp_t1_wh, t.imp_t2_wh, t.imp_t3_wh, t.imp_t4_wh, t.imp_t5_wh, t.exp_wh, t.exp_t1_wh, t.exp_t2_wh, t.exp_t3_wh, t.exp_t4_wh,
    t.exp_t5_wh, t.demand_w, t.tariff, t.n, t.bad FROM p1_minutes t WHERE 1 = 1;
CREATE VIEW p1_hours_time AS SELECT strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch') AS time, t.meter, t.ts, t.imp_wh, t.imp_t1_wh,
    t.imp_t2_wh, t.imp_t3_wh, t.imp_t4_wh, t.imp_t5_wh, t.exp_wh, t.exp_t1_wh, t.exp_t2_wh, t.exp_t3_wh, t.exp_t4_wh, t.exp_t5_wh,
    t.p_min_w, t.p_max_w, t.u_min, t.u_max, t.n, t.gap FROM p1_hours t WHERE 1 = 1;
CREATE VIEW p1_days_time AS SELECT t.day AS time, t.meter, t.day, t.imp_wh, t.imp_t1_wh, t.imp_t2_wh, t.imp_t3_wh, t.imp_t4_wh,
    t.imp_t5_wh, t.exp_wh, t.exp_t1_wh, t.exp_t2_wh, t.exp_t3_wh, t.exp_t4_wh, t.exp_t5_wh, t.p_min_w, t.p_max_w, t.u_min, t.u_max, t.n,
    t.gap, t.imp_end_wh, t.imp_t1_end_wh, t.imp_t2_end_wh, t.imp_t3_end_wh, t.imp_t4_end_wh, t.imp_t5_end_wh, t.exp_end_wh,
    t.exp_t1_end_wh, t.exp_t2_end_wh, t.exp_t3_end_wh, t.exp_t4_end_wh, t.exp_t5_end_wh, t.peak_quarter_w, t.peak_quarter_ts FROM p1_days
    t LEFT JOIN p1_meters m ON m.meter = t.meter WHERE 1 = 1;
CREATE VIEW p1_quarters_time AS SELECT strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch') AS time, t.meter, t.ts, t.imp_wh, t.exp_wh,
    t.avg_w, t.partial FROM p1_quarters t WHERE partial IS NOT NULL;
CREATE VIEW p1_peaks_time AS SELECT t.day AS time, t.meter, t.day, t.tariff, t.peak_w, t.peak_ts, t.bill_w, t.by_meter, t.missing FROM
    p1_peaks t LEFT JOIN p1_meters m ON m.meter = t.meter WHERE 1 = 1;
CREATE VIEW p1_mbus_time AS SELECT strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch') AS time, t.meter, t.ts, t.channel, t.kind,
    t.reading_l, t.reading_kj, t.delta FROM p1_mbus t WHERE 1 = 1;
CREATE VIEW p1_mbus_days_time AS SELECT t.day AS time, t.meter, t.day, t.channel, t.kind, t.reading_l, t.reading_kj, t.delta FROM
    p1_mbus_days t LEFT JOIN p1_meters m ON m.meter = t.meter WHERE 1 = 1;
CREATE VIEW p1_events_time AS SELECT strftime('%Y-%m-%dT%H:%M:%SZ', t.ts, 'unixepoch') AS time, t.meter, t.ts, t.kind, t.value,
    t.delta FROM p1_events t WHERE 1 = 1;
INSERT INTO p1_version VALUES (1);
INSERT INTO p1_meters VALUES ('E0012345', 'Europe/Amsterdam');
INSERT INTO p1_devices VALUES ('E0012345', 0, 1, 'E0012345', 1781523000), ('E0012345', 1, 1, 'G1', 1781523000);
INSERT INTO p1_minutes (meter, ts, p_imp_w, p_exp_w, p_min_w, p_max_w, u_l1, u_min, u_max, i_l1, imp_wh, tariff, n, bad, device) VALUES
    ('E0012345', 1781524560, 180, 0, 170, 190, 230.1, 229.9, 230.4, 0.78, 1000078, 1, 60, 0, 1),
    ('E0012345', 1781524620, 180, 0, 175, 185, 230.2, 230.0, 230.4, 0.78, 1000081, 1, 60, 1, 1);
INSERT INTO p1_quarters (meter, ts, imp_wh, avg_w, partial, imp_moved_wh, imp_end_wh, half_hour_w, replayed, p_min_w, p_max_w, u_min,
    u_max, n) VALUES ('E0012345', 1781523000, 40, 160, 0, 40, 1000040, NULL, 0, 150, 170, 229.0, 231.0, 900),
    ('E0012345', 1781523900, 41, 164, 1, 41, 1000081, NULL, 1, 160, 190, 229.1, 231.1, 780);
INSERT INTO p1_hours (meter, ts, imp_wh, p_min_w, p_max_w, u_min, u_max, n) VALUES
    ('E0012345', 1781521200, 81, 150, 190, 229.0, 231.1, 1680);
INSERT INTO p1_days (meter, day, imp_wh, p_min_w, p_max_w, u_min, u_max, n, imp_end_wh, peak_quarter_w, peak_quarter_ts) VALUES
    ('E0012345', '2026-06-15', 81, 150, 190, 229.0, 231.1, 1680, 1000081, 160, 1781523000);
INSERT INTO p1_peaks VALUES ('E0012345', '2026-06-01', 'peak-15', 160, 1781523000, NULL, 0, 0);
INSERT INTO p1_mbus VALUES ('E0012345', 1781523000, 1, 'gas', 100000, NULL, NULL, 1);
INSERT INTO p1_mbus_days VALUES ('E0012345', '2026-06-15', 1, 'gas', 100000, NULL, NULL);
INSERT INTO p1_events VALUES ('E0012345', 1781523000, 'tariff', 1, NULL);
