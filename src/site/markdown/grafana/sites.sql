-- Sites, groups and prices beside the history of dbus-p1, for PostgreSQL with or without TimescaleDB.
-- As the owner of the history's tables:  psql -f sites.sql DATABASE
-- The same again changes nothing. The drivers neither need nor change any of it.

BEGIN;

-- What a kWh costs. All rows of a list with the same date are one set, which holds from that day until the next set begins.
CREATE TABLE IF NOT EXISTS p1_price_lists (
    price_list VARCHAR(64) PRIMARY KEY,
    currency VARCHAR(3) NOT NULL
);

-- Tariff 0 is the price of every kWh. A set that has prices of tariffs 1 to 5 counts each tariff's energy by itself.
CREATE TABLE IF NOT EXISTS p1_prices (
    price_list VARCHAR(64) NOT NULL REFERENCES p1_price_lists,
    since DATE NOT NULL,
    tariff SMALLINT NOT NULL CHECK (tariff BETWEEN 0 AND 6),
    import_kwh NUMERIC(12, 6),
    export_kwh NUMERIC(12, 6),
    PRIMARY KEY (price_list, since, tariff)
);

-- A site is a house, a flat or a works, with one meter or several.
CREATE TABLE IF NOT EXISTS p1_sites (
    site VARCHAR(64) PRIMARY KEY,
    name VARCHAR(200),
    price_list VARCHAR(64) REFERENCES p1_price_lists
);

-- No reference to p1_meters: a meter may be given its site before its first row is there.
CREATE TABLE IF NOT EXISTS p1_site_meters (
    meter VARCHAR(64) PRIMARY KEY,
    site VARCHAR(64) NOT NULL REFERENCES p1_sites ON UPDATE CASCADE
);
CREATE INDEX IF NOT EXISTS p1_site_meters_site ON p1_site_meters (site);

-- A site may be in several groups: a street, an owner, a feeder.
CREATE TABLE IF NOT EXISTS p1_groups (
    group_name VARCHAR(64) PRIMARY KEY,
    name VARCHAR(200)
);
CREATE TABLE IF NOT EXISTS p1_group_sites (
    group_name VARCHAR(64) NOT NULL REFERENCES p1_groups ON UPDATE CASCADE,
    site VARCHAR(64) NOT NULL REFERENCES p1_sites ON UPDATE CASCADE,
    PRIMARY KEY (group_name, site)
);

-- Sums. "meters" is how many meters are in the sum of the import, "of_meters" how many the site has: where they differ, it lacks some.
CREATE OR REPLACE VIEW p1_site_hours AS
SELECT s.site, h.ts, to_timestamp(h.ts) AS time, sum(h.imp_wh) AS imp_wh, sum(h.exp_wh) AS exp_wh, count(h.imp_wh) AS meters,
    (SELECT count(*) FROM p1_site_meters a WHERE a.site = s.site) AS of_meters, max(h.gap) AS gap
FROM p1_hours h JOIN p1_site_meters s ON s.meter = h.meter
GROUP BY s.site, h.ts;

CREATE OR REPLACE VIEW p1_site_days AS
SELECT s.site, d.day, min(d.time) AS time, sum(d.imp_wh) AS imp_wh, sum(d.exp_wh) AS exp_wh, count(d.imp_wh) AS meters,
    (SELECT count(*) FROM p1_site_meters a WHERE a.site = s.site) AS of_meters, max(d.gap) AS gap
FROM p1_days_time d JOIN p1_site_meters s ON s.meter = d.meter
GROUP BY s.site, d.day;

CREATE OR REPLACE VIEW p1_group_days AS
SELECT g.group_name, d.day, min(d.time) AS time, sum(d.imp_wh) AS imp_wh, sum(d.exp_wh) AS exp_wh, sum(d.meters) AS meters,
    (SELECT count(*) FROM p1_site_meters a JOIN p1_group_sites b ON b.site = a.site WHERE b.group_name = g.group_name) AS of_meters,
    max(d.gap) AS gap
FROM p1_site_days d JOIN p1_group_sites g ON g.site = d.site
GROUP BY g.group_name, d.day;

-- What the energy of a meter's day cost and earned. NULL where a price or an energy that it needs is not there; never a part of it.
-- A day without counted export earned 0.
CREATE OR REPLACE VIEW p1_meter_costs AS
SELECT d.meter, s.site, d.day, d.time, l.currency, c.import_cost, c.export_pay
FROM p1_days_time d
JOIN p1_site_meters sm ON sm.meter = d.meter
JOIN p1_sites s ON s.site = sm.site
JOIN p1_price_lists l ON l.price_list = s.price_list
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN bool_or(e.tariff > 0 AND p.import_kwh IS NOT NULL)
            THEN CASE WHEN bool_and(e.tariff = 0 OR coalesce(e.imp_wh, 0) = 0 OR p.import_kwh IS NOT NULL)
                THEN sum(e.imp_wh * p.import_kwh) FILTER (WHERE e.tariff > 0) / 1000 END
            ELSE sum(e.imp_wh * p.import_kwh) FILTER (WHERE e.tariff = 0) / 1000 END AS import_cost,
        CASE WHEN bool_and(coalesce(e.exp_wh, 0) = 0) THEN 0
            WHEN bool_or(e.tariff > 0 AND p.export_kwh IS NOT NULL)
            THEN CASE WHEN bool_and(e.tariff = 0 OR coalesce(e.exp_wh, 0) = 0 OR p.export_kwh IS NOT NULL)
                THEN sum(e.exp_wh * p.export_kwh) FILTER (WHERE e.tariff > 0) / 1000 END
            ELSE sum(e.exp_wh * p.export_kwh) FILTER (WHERE e.tariff = 0) / 1000 END AS export_pay
    FROM (VALUES (0, d.imp_wh, d.exp_wh), (1, d.imp_t1_wh, d.exp_t1_wh), (2, d.imp_t2_wh, d.exp_t2_wh), (3, d.imp_t3_wh, d.exp_t3_wh),
        (4, d.imp_t4_wh, d.exp_t4_wh), (5, d.imp_t5_wh, d.exp_t5_wh)) AS e (tariff, imp_wh, exp_wh)
    LEFT JOIN p1_prices p ON p.price_list = l.price_list AND p.tariff = e.tariff AND p.since =
        (SELECT max(q.since) FROM p1_prices q WHERE q.price_list = l.price_list AND q.since <= d.day::date)
) c;

-- Where one meter's figure is not known, the sum is not known.
CREATE OR REPLACE VIEW p1_site_costs AS
SELECT site, day, min(time) AS time, currency, CASE WHEN count(import_cost) = count(*) THEN sum(import_cost) END AS import_cost,
    CASE WHEN count(export_pay) = count(*) THEN sum(export_pay) END AS export_pay
FROM p1_meter_costs
GROUP BY site, day, currency;

CREATE OR REPLACE VIEW p1_group_costs AS
SELECT g.group_name, c.day, min(c.time) AS time, c.currency,
    CASE WHEN count(c.import_cost) = count(*) THEN sum(c.import_cost) END AS import_cost,
    CASE WHEN count(c.export_pay) = count(*) THEN sum(c.export_pay) END AS export_pay
FROM p1_site_costs c JOIN p1_group_sites g ON g.site = c.site
GROUP BY g.group_name, c.day, c.currency;

COMMIT;
