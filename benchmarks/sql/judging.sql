-- The grid of federal-2025 for every school, year and assessment, and everything judged from it.
-- Answers: 0 not met, 1 met, 2 unknown, 3 not applicable. `least` and `most` are the margins that
-- an answer may have; the member whose margin the answer has is the one that decides.
CREATE TABLE years AS
SELECT unnest(range(min(year), max(year) + 1))::SMALLINT AS year FROM facts;

CREATE TABLE cells AS
WITH places AS (
    SELECT s, a, year
    FROM (SELECT DISTINCT s, a FROM facts WHERE taken), years
)
SELECT places.s, places.year, places.a, participants, low,
    CASE
        WHEN participants IS NULL THEN 2
        WHEN participants = 0 THEN 3
        WHEN low IS NULL THEN 2
        WHEN 10 * low >= 3 * participants THEN 1
        ELSE 0
    END AS k0,
    low / participants AS share,
    CASE
        WHEN k0 = 2 THEN '-inf'::DOUBLE
        WHEN 10 * low = 3 * participants THEN 1e-150
        ELSE low / participants - 0.3
    END AS least,
    CASE WHEN k0 = 2 THEN 'inf'::DOUBLE ELSE least END AS most
FROM places
LEFT JOIN facts ON facts.s = places.s AND facts.a = places.a AND facts.year = places.year;

CREATE TABLE pooled AS
SELECT every.s, every.year,
    sum(low) FILTER (k0 < 2) AS low,
    sum(participants) FILTER (k0 < 2) AS participants,
    CASE
        WHEN count(*) FILTER (k0 < 2) > 0 THEN NULL
        WHEN count(*) FILTER (k0 = 2) > 0 THEN 'нет строки за этот год'
        WHEN count(*) FILTER (k0 = 3) > 0 THEN 'участников нет'
        ELSE 'школа в этой процедуре не участвует'
    END AS why
FROM (SELECT s, year FROM schools, years) AS every
LEFT JOIN cells ON cells.s = every.s AND cells.year = every.year
GROUP BY ALL;

-- Two years running. A year to which the question does not apply is unknown beside one to which it
-- does; so is the year before the tables.
CREATE TABLE k2a AS
WITH windows AS (
    SELECT s, year, a, k0, least, most,
        coalesce(lag(k0) OVER w, 2) AS k0_before,
        coalesce(lag(least) OVER w, '-inf'::DOUBLE) AS least_before,
        coalesce(lag(most) OVER w, 'inf'::DOUBLE) AS most_before,
        lag(year) OVER w IS NULL AS is_first,
        min(k0) OVER (PARTITION BY s, a) < 3 AS is_ever
    FROM cells
    WINDOW w AS (PARTITION BY s, a ORDER BY year)
),
members AS (
    SELECT s, year, a, k0, k0_before,
        CASE WHEN is_first THEN is_ever ELSE k0 < 3 OR k0_before < 3 END AS applies,
        CASE WHEN k0 = 3 THEN '-inf'::DOUBLE ELSE least END AS least,
        CASE WHEN k0 = 3 THEN 'inf'::DOUBLE ELSE most END AS most,
        CASE WHEN k0_before = 3 THEN '-inf'::DOUBLE ELSE least_before END AS least_before,
        CASE WHEN k0_before = 3 THEN 'inf'::DOUBLE ELSE most_before END AS most_before
    FROM windows
)
SELECT s, year, a, applies,
    least(least, least_before) AS least,
    least(most, most_before) AS most,
    CASE
        WHEN NOT applies THEN 3
        WHEN least(least, least_before) > 0 THEN 1
        WHEN least(most, most_before) < 0 THEN 0
        ELSE 2
    END AS k,
    ((k0 = 1)::INTEGER + (k0_before = 1)::INTEGER) AS met,
    ((k0 < 2)::INTEGER + (k0_before < 2)::INTEGER) AS available,
    CASE
        WHEN least(least, least_before) > 0
        THEN CASE WHEN least_before <= least THEN year - 1 ELSE year END
        ELSE CASE WHEN most_before <= most THEN year - 1 ELSE year END
    END AS deciding_year
FROM members;

CREATE TABLE k1 AS
WITH counted AS (
    SELECT s, year,
        list({'a': a, 'least': least, 'most': most} ORDER BY a) FILTER (k0 < 3) AS members,
        max(least, 2) FILTER (k0 < 3) AS highest_least,
        max(most, 2) FILTER (k0 < 3) AS highest_most,
        count(*) FILTER (k0 = 1) AS met,
        count(*) FILTER (k0 < 2) AS available
    FROM cells
    GROUP BY s, year
),
ranked AS (
    SELECT *,
        CASE WHEN len(members) > 1 THEN highest_least[2] ELSE '-inf'::DOUBLE END AS least,
        CASE WHEN len(members) > 1 THEN highest_most[2] ELSE '-inf'::DOUBLE END AS most
    FROM counted
)
SELECT s, year, least, most, met, available,
    CASE WHEN members IS NULL THEN 3 WHEN least > 0 THEN 1 WHEN most < 0 THEN 0 ELSE 2 END AS k,
    CASE
        WHEN least > 0 THEN list_filter(members, lambda each: each.least = least)[1].a
        ELSE list_filter(members, lambda each: each.most = most)[1].a
    END AS a
FROM ranked;

CREATE TABLE k2 AS
WITH counted AS (
    SELECT s, year,
        max({'least': least, 'before': -a, 'a': a, 'year': deciding_year}) FILTER (applies)
            AS by_least,
        max({'most': most, 'before': -a, 'a': a, 'year': deciding_year}) FILTER (applies)
            AS by_most,
        count(*) FILTER (k = 1) AS met,
        count(*) FILTER (k < 2) AS available
    FROM k2a
    GROUP BY s, year
)
SELECT s, year, by_least.least AS least, by_most.most AS most, met, available,
    CASE WHEN by_least IS NULL THEN 3 WHEN least > 0 THEN 1 WHEN most < 0 THEN 0 ELSE 2 END AS k,
    CASE WHEN least > 0 THEN by_least.a ELSE by_most.a END AS a,
    CASE WHEN least > 0 THEN by_least.year ELSE by_most.year END AS deciding_year
FROM counted;

CREATE TABLE k34 AS
WITH parts AS (
    SELECT every.s, every.year,
        coalesce(k1.k, 3) AS k1, coalesce(k2.k, 3) AS k2,
        coalesce(k1.met, 0) AS met_1, coalesce(k1.available, 0) AS available_1,
        coalesce(k2.met, 0) AS met_2, coalesce(k2.available, 0) AS available_2,
        k1.least AS least_1, k1.most AS most_1, k2.least AS least_2, k2.most AS most_2,
        k1.a AS a_1, k2.a AS a_2, k2.deciding_year AS year_2
    FROM (SELECT s, year FROM schools, years) AS every
    LEFT JOIN k1 ON k1.s = every.s AND k1.year = every.year
    LEFT JOIN k2 ON k2.s = every.s AND k2.year = every.year
),
joined AS (
    SELECT *,
        CASE
            WHEN k1 = 3 THEN k2 WHEN k2 = 3 THEN k1
            WHEN k1 = 0 OR k2 = 0 THEN 0 WHEN k1 = 1 AND k2 = 1 THEN 1 ELSE 2
        END AS k3,
        CASE
            WHEN k1 = 3 THEN k2 WHEN k2 = 3 THEN k1
            WHEN k1 = 1 OR k2 = 1 THEN 1 WHEN k1 = 0 AND k2 = 0 THEN 0 ELSE 2
        END AS k4,
        CASE
            WHEN k1 = 3 THEN false WHEN k2 = 3 THEN true
            WHEN k1 = 1 AND k2 = 1 THEN least_1 <= least_2
            ELSE most_1 <= most_2
        END AS first_decides_both,
        CASE
            WHEN k1 = 3 THEN false WHEN k2 = 3 THEN true
            WHEN k1 = 1 OR k2 = 1 THEN least_1 >= least_2
            ELSE most_1 >= most_2
        END AS first_decides_any
    FROM parts
)
SELECT *,
    CASE WHEN first_decides_both THEN a_1 ELSE a_2 END AS a_3,
    CASE WHEN first_decides_both THEN year ELSE year_2 END AS year_3,
    CASE WHEN first_decides_any THEN a_1 ELSE a_2 END AS a_4,
    CASE WHEN first_decides_any THEN year ELSE year_2 END AS year_4
FROM joined;

CREATE TABLE verdicts AS
WITH present AS (
    SELECT DISTINCT s FROM facts WHERE year = 2025
),
judged AS (
    SELECT schools.s, school, municipality, k1, k2, k3, k4,
        pooled.low / pooled.participants AS score,
        CASE
            WHEN present.s IS NULL THEN 'нет данных за год'
            WHEN k3 = 3 AND k4 = 3 THEN 'не оценивается'
            ELSE 'оценена'
        END AS status,
        CASE
            WHEN status <> 'оценена' THEN []
            WHEN k3 = 1 THEN ['ШНОР']
            ELSE list_filter(
                [
                    CASE WHEN k3 = 2 THEN 'ШНОР' END,
                    CASE WHEN k4 IN (1, 2) THEN 'зона риска' END,
                    CASE WHEN k4 <> 1 THEN 'не выявлена' END
                ],
                lambda each: each IS NOT NULL
            )
        END AS names,
        CASE WHEN len(names) = 1 THEN names[1] END AS category,
        CASE category WHEN 'ШНОР' THEN a_3 WHEN 'зона риска' THEN a_4 WHEN 'не выявлена' THEN a_4
        END AS a,
        CASE category WHEN 'ШНОР' THEN year_3 WHEN 'зона риска' THEN year_4
            WHEN 'не выявлена' THEN year_4 END AS year
    FROM schools
    JOIN k34 ON k34.s = schools.s AND k34.year = 2025
    JOIN pooled ON pooled.s = schools.s AND pooled.year = 2025
    LEFT JOIN present ON present.s = schools.s
),
decided AS (
    SELECT judged.*, cells.a IS NOT NULL AS is_decided, cells.low, cells.participants, share,
        (3 * cells.participants + 9) // 10 AS cut
    FROM judged
    LEFT JOIN cells ON cells.s = judged.s AND cells.a = judged.a AND cells.year = judged.year
),
flipped AS (
    SELECT *,
        CASE WHEN low >= cut THEN cut - 1 ELSE cut END AS other,
        CASE WHEN other BETWEEN 0 AND participants THEN abs(other - low) END AS pupils
    FROM decided
)
SELECT flipped.s, school, school AS name, municipality,
    row_number() OVER (
        ORDER BY
            CASE status WHEN 'оценена' THEN 0 WHEN 'не оценивается' THEN 1 ELSE 3 END,
            CASE names[1] WHEN 'ШНОР' THEN 0 WHEN 'зона риска' THEN 1 WHEN 'не выявлена' THEN 2
                ELSE 99 END,
            len(names) > 1, score IS NULL, score DESC, school
    ) AS place,
    status, category, array_to_string(names, '; ') AS possible, score,
    CASE WHEN is_decided THEN 'K0' END AS criterion,
    CASE WHEN is_decided THEN 'low_share' END AS indicator,
    CASE WHEN is_decided THEN flipped.year END AS year,
    procedure, subject, level, grade, share AS value, NULL AS text,
    low AS numerator, participants AS denominator,
    CASE WHEN is_decided THEN 'at_least' END AS bound,
    CASE WHEN is_decided THEN 0.3 END AS threshold,
    (10 * low - 3 * participants) / (10 * participants) AS distance,
    pupils,
    nullif(concat_ws('; ',
        CASE
            WHEN participants = 1 THEN 'малая выборка: 1' || chr(160) || 'участник'
            WHEN participants < 5
            THEN 'малая выборка: ' || participants || chr(160) || 'участника'
            WHEN participants < 10
            THEN 'малая выборка: ' || participants || chr(160) || 'участников'
        END,
        CASE WHEN pupils = 1 THEN 'до границы решающего результата — один участник' END
    ), '') AS notes,
    k1, k2, k3, k4
FROM flipped LEFT JOIN assessments ON assessments.a = flipped.a
ORDER BY school;
