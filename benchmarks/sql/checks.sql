-- What the program checks while it reads, by hand: every number of this query has to be 0.
SELECT
    count(*) FILTER (school IS NULL OR trim(school) = '') AS "no school",
    count(*) FILTER (procedure IS NULL OR procedure NOT IN ('ВПР', 'ОГЭ', 'ЕГЭ', 'КДР'))
        AS "no procedure",
    count(*) FILTER (subject IS NULL OR trim(subject) = '') AS "no subject",
    count(*) FILTER (year IS NULL OR year NOT BETWEEN 1990 AND 2100) AS "no year",
    count(*) FILTER (grade NOT BETWEEN 1 AND 12) AS "no grade",
    count(*) FILTER (participants IS NULL) AS "no participants",
    count(*) FILTER (
        participants < 0 OR "2" < 0 OR "3" < 0 OR "4" < 0 OR "5" < 0 OR "ниже порога" < 0
    ) AS "negative",
    count(*) FILTER (procedure <> 'ЕГЭ' AND "ниже порога" > 0) AS "of another scale",
    count(*) FILTER (
        CASE
            WHEN procedure = 'ЕГЭ'
            THEN coalesce("2", 0) + coalesce("3", 0) + coalesce("4", 0) + coalesce("5", 0)
                + coalesce("ниже порога", 0) > participants
            ELSE coalesce(
                "2" + "3" + "4" + "5" <> participants,
                coalesce("2", 0) + coalesce("3", 0) + coalesce("4", 0) + coalesce("5", 0)
                    > participants
            )
        END
    ) AS "another sum",
    (SELECT count(*) - count(DISTINCT (s * 1000 + a) * 1000 + year - 1990) FROM facts)
        AS "same key",
    (SELECT count(*) - count(DISTINCT lower(trim(school))) FROM schools) AS "same school"
FROM raw;
