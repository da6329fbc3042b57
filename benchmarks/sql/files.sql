-- The files of a run, by hand. $run is its folder, $file the name of the table that was read.
CREATE MACRO said(k) AS ['не выполнен', 'выполнен', 'неизвестно', 'не применим'][k + 1];

COPY (
    SELECT school, year::SMALLINT AS year, procedure, subject, level, grade::TINYINT AS grade,
        participants::INTEGER AS participants, NULL::INTEGER AS enrolled,
        "2"::INTEGER AS "2", "3"::INTEGER AS "3", "4"::INTEGER AS "4", "5"::INTEGER AS "5",
        "ниже порога"::INTEGER AS "ниже порога",
        -- counted pupils leave no cell empty
        CASE WHEN "row" = 0 THEN 0 END AS "недостаточный", "недостаточный" AS "пониженный",
        "недостаточный" AS "базовый", "недостаточный" AS "повышенный",
        NULL::DECIMAL(18, 4) AS score_sum, '$file' AS file, "row"::BIGINT AS "row",
        "rows"::BIGINT AS "rows"
    FROM facts JOIN schools USING (s) JOIN assessments USING (a)
    ORDER BY s, year, a
) TO '$run/facts.parquet' (FORMAT parquet);

COPY (
    SELECT school AS id, school AS name, municipality, NULL::VARCHAR AS excluded,
        NULL::VARCHAR AS decision, NULL::VARCHAR AS aliases, NULL::SMALLINT AS open_from,
        NULL::SMALLINT AS open_to
    FROM schools ORDER BY s
) TO '$run/schools.parquet' (FORMAT parquet);

COPY (
    SELECT 'municipality' AS attribute, school, NULL::SMALLINT AS year, municipality AS text,
        NULL::VARCHAR AS reason, NULL::VARCHAR AS kind, NULL::BOOLEAN AS applicable,
        NULL::VARCHAR AS file, NULL::BIGINT AS "row"
    FROM schools WHERE municipality IS NOT NULL ORDER BY s
) TO '$run/attributes.parquet' (FORMAT parquet);

COPY (
    SELECT '' AS file, '' AS sheet, NULL::BIGINT AS "row", '' AS "column",
        'исключения не применены: нет реестра' AS text,
        'оценены все школы таблиц' AS done, 'R-register' AS code
) TO '$run/remarks.parquet' (FORMAT parquet);

COPY (
    SELECT indicator, school, year, procedure, subject, level, grade, value, NULL::VARCHAR AS text,
        numerator, denominator, why
    FROM (
        SELECT 0 AS place, 'low_share' AS indicator, s, year, a, procedure, subject, level,
            grade::TINYINT AS grade,
            CASE WHEN k0 < 2 THEN share END AS value,
            CASE WHEN participants > 0 THEN low END::DOUBLE AS numerator,
            CASE WHEN participants > 0 THEN participants END::BIGINT AS denominator,
            CASE
                WHEN participants IS NULL THEN 'нет строки за этот год'
                WHEN participants = 0 THEN 'участников нет'
                WHEN low IS NULL THEN 'в строке нет нужных чисел'
            END AS why
        FROM cells JOIN assessments USING (a)
        UNION ALL
        SELECT 1, 'low_index', s, year, 0, '', '', '', 0, low / participants, low, participants, why
        FROM pooled
    ) AS found JOIN schools USING (s)
    ORDER BY place, s, year, a
) TO '$run/values.parquet' (FORMAT parquet);

COPY (
    SELECT criterion, school, year, coalesce(procedure, '') AS procedure,
        coalesce(subject, '') AS subject, coalesce(level, '') AS level,
        coalesce(grade, 0)::TINYINT AS grade, said(k) AS outcome, threshold, met, available, needed
    FROM (
        SELECT 0 AS place, 'K0' AS criterion, s, year, a, k0 AS k, 0.3::DOUBLE AS threshold,
            NULL::INTEGER AS met, NULL::INTEGER AS available, NULL::INTEGER AS needed
        FROM cells WHERE k0 < 3
        UNION ALL
        SELECT 1, 'K1', s, year, NULL, k1, NULL, met_1, available_1, 2 FROM k34
        UNION ALL
        SELECT 2, 'K2a', s, year, a, k, NULL, met, available, 2 FROM k2a WHERE applies
        UNION ALL
        SELECT 3, 'K2', s, year, NULL, k2, NULL, met_2, available_2, 1 FROM k34
        UNION ALL
        SELECT 4, 'K3', s, year, NULL, k3, NULL, NULL, NULL, NULL FROM k34
        UNION ALL
        SELECT 5, 'K4', s, year, NULL, k4, NULL, NULL, NULL, NULL FROM k34
    ) AS found
    JOIN schools USING (s)
    LEFT JOIN assessments USING (a)
    ORDER BY place, s, year, a
) TO '$run/outcomes.parquet' (FORMAT parquet);

COPY (
    SELECT NULL::VARCHAR AS criterion, NULL::VARCHAR AS "group", NULL::SMALLINT AS year,
        NULL::VARCHAR AS procedure, NULL::VARCHAR AS subject, NULL::VARCHAR AS level,
        NULL::TINYINT AS grade, NULL::VARCHAR AS outcome, NULL::INTEGER AS met,
        NULL::INTEGER AS available, NULL::INTEGER AS needed
    WHERE false
) TO '$run/groups.parquet' (FORMAT parquet);

COPY (
    SELECT school, name, municipality, place::INTEGER AS place, status, category,
        nullif(possible, '') AS possible, score, criterion, indicator, year::SMALLINT AS year,
        procedure, subject, level, grade::TINYINT AS grade, value, text::VARCHAR AS text,
        numerator::DOUBLE AS numerator, denominator::BIGINT AS denominator, bound,
        threshold::DOUBLE AS threshold, distance, pupils::INTEGER AS pupils, notes,
        said(k1) AS outcome_K1, said(k2) AS outcome_K2, said(k3) AS outcome_K3,
        said(k4) AS outcome_K4
    FROM verdicts ORDER BY s
) TO '$run/verdicts.parquet' (FORMAT parquet);

CREATE MACRO with_comma(number) AS
    replace(regexp_replace(number::VARCHAR, '\.0$$', ''), '.', ',');
CREATE MACRO guarded(words) AS
    CASE WHEN regexp_matches(words, '^[=+\-@\t\r]') THEN '''' || words ELSE nullif(words, '') END;

COPY (
    SELECT with_comma(place) AS "$bomМесто в списке",
        guarded(school) AS "Код школы", guarded(name) AS "Школа",
        guarded(municipality) AS "Муниципалитет", guarded(status) AS "Состояние",
        guarded(category) AS "Категория", guarded(possible) AS "Возможные категории",
        with_comma(score) AS "Показатель порядка",
        CASE WHEN criterion = 'K0' THEN 'K0. Низкий результат по процедуре' END
            AS "Решающий критерий",
        CASE WHEN indicator = 'low_share'
            THEN 'Доля участников, не преодолевших минимальный порог' END AS "Показатель",
        (year - 1) || '/' || lpad((year % 100)::VARCHAR, 2, '0') AS "Учебный год",
        guarded(procedure) AS "Процедура", guarded(subject) AS "Предмет",
        guarded(level) AS "Уровень", nullif(grade, 0) AS "Класс", with_comma(value) AS "Значение",
        guarded(text::VARCHAR) AS "Значение (текст)",
        with_comma(numerator) AS "Из них учтено", with_comma(denominator) AS "Участников",
        with_comma(threshold::DOUBLE) AS "Порог", with_comma(distance) AS "До порога",
        with_comma(pupils) AS "До порога, участников", guarded(notes) AS "Пометки",
        said(k1) AS "K1. Низкий результат не менее чем по двум процедурам в отчётном году",
        said(k2) AS "K2. Низкий результат по одной и той же процедуре два года подряд",
        said(k3) AS "K3. Оба основания",
        said(k4) AS "K4. Хотя бы одно из оснований"
    FROM verdicts ORDER BY place
) TO '$run/verdicts.csv' (FORMAT csv, HEADER, DELIMITER ';');
