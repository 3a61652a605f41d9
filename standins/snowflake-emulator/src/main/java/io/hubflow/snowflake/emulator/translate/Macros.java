package io.hubflow.snowflake.emulator.translate;

import java.util.List;

/**
 * DuckDB macros behind conversions that need more than one expression. Each gives NULL for text that it does not recognise.
 *
 * <p>Text formats accepted: ISO 8601 dates and timestamps with {@code Z} or an offset, whole numbers as seconds, milliseconds,
 * microseconds or nanoseconds by magnitude (docs.snowflake.com/en/sql-reference/date-time-input-output, "AUTO"), plus MM/DD/YYYY and
 * DD-MON-YYYY for dates. Other AUTO formats are refused: stricter than Snowflake.
 */
public final class Macros {
    private static final String LOCAL_AND_OFFSET =
            "'^\\s*(\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)?)\\s?(Z|[+-]\\d{2}(?::?\\d{2})?)?\\s*$'";

    /** Nanoseconds from the year 1 to 1970. */
    private static final String BIAS = "62135596800000000000::HUGEINT";

    private Macros() {}

    /** The statements that create them; run once per database. */
    public static List<String> definitions() {
        return List.of(
                // 31536000000 is where seconds end and milliseconds begin, and so on (docs: TO_TIMESTAMP, usage notes).
                "CREATE MACRO sf_epoch_us(n) AS CASE WHEN abs(n) < 31536000000 THEN n * 1000000"
                        + " WHEN abs(n) < 31536000000000 THEN n * 1000 WHEN abs(n) < 31536000000000000 THEN n ELSE n // 1000 END",
                "CREATE MACRO sf_is_whole(x) AS regexp_full_match(x, '-?\\d{1,18}')",
                // Taken apart once and bound by a lambda: a macro repeats its argument wherever it stands, and
                // DuckDB compiles each copy of a regular expression for each column and thread.
                "CREATE MACRO sf_parts(x) AS [regexp_extract(x, " + LOCAL_AND_OFFSET + ", ['t', 'o'])]",
                "CREATE MACRO sf_local_us(t) AS epoch_us(TRY_CAST(CASE length(t) WHEN 0 THEN NULL WHEN 16 THEN t || ':00' ELSE t END AS TIMESTAMP))",
                "CREATE MACRO sf_offset_minutes(o) AS CASE WHEN o = '' OR o = 'Z' THEN 0::BIGINT ELSE (CASE WHEN o[1] = '-' THEN -1 ELSE 1 END)"
                        + " * (CAST(o[2:3] AS BIGINT) * 60 + CASE WHEN length(o) > 3 THEN CAST(right(o, 2) AS BIGINT) ELSE 0 END) END",
                "CREATE MACRO sf_tz_make(us, off) AS (us::HUGEINT * 1000 + " + BIAS + ") * 4096 + (off + 1440)",
                "CREATE MACRO sf_tz_us(v) AS CAST((v // 4096 - " + BIAS + ") // 1000 AS BIGINT)",
                "CREATE MACRO sf_tz_offset(v) AS CAST(v % 4096 AS BIGINT) - 1440",
                "CREATE MACRO sf_tz_wall(v) AS make_timestamp(sf_tz_us(v) + sf_tz_offset(v) * 60000000)",
                "CREATE MACRO sf_ltz(us) AS timezone('UTC', make_timestamp(us))",
                // A text without an offset means the session's zone.
                "CREATE MACRO sf_zone_us(us, zone) AS epoch_us(timezone(zone, make_timestamp(us)))",
                "CREATE MACRO sf_zone_offset(us, zone) AS (epoch_us(timezone(zone, timezone('UTC', make_timestamp(us)))) - us) // 60000000",
                "CREATE MACRO sf_tz_of_zone(us, zone) AS sf_tz_make(us, sf_zone_offset(us, zone))",
                "CREATE MACRO sf_text_tz(x, zone) AS CASE"
                        + " WHEN x[-1] = 'Z' AND length(x) BETWEEN 20 AND 30 THEN sf_tz_make(epoch_us(TRY_CAST(x AS TIMESTAMPTZ)), 0)"
                        + " WHEN sf_is_whole(x) THEN sf_tz_make(sf_epoch_us(TRY_CAST(x AS BIGINT)), 0)"
                        + " ELSE list_transform(sf_parts(x), lambda p: CASE"
                        + " WHEN p.o = '' THEN sf_tz_of_zone(sf_zone_us(sf_local_us(p.t), zone), zone)"
                        + " ELSE sf_tz_make(sf_local_us(p.t) - sf_offset_minutes(p.o) * 60000000, sf_offset_minutes(p.o)) END)[1] END",
                // TIMESTAMP_NTZ keeps the wall clock and drops the offset.
                "CREATE MACRO sf_text_ntz(x) AS CASE WHEN sf_is_whole(x) THEN make_timestamp(sf_epoch_us(TRY_CAST(x AS BIGINT)))"
                        + " ELSE list_transform(sf_parts(x), lambda p: make_timestamp(sf_local_us(p.t)))[1] END",
                "CREATE MACRO sf_text_date(x) AS CASE WHEN length(x) = 10 AND x[5] = '-' THEN TRY_CAST(x AS DATE)"
                        + " WHEN sf_is_whole(x) THEN CAST(make_timestamp(sf_epoch_us(TRY_CAST(x AS BIGINT))) AS DATE)"
                        + " ELSE list_transform(sf_parts(x), lambda p: CASE"
                        + " WHEN p.t <> '' THEN CAST(make_timestamp(sf_local_us(p.t)) AS DATE)"
                        + " ELSE CAST(try_strptime(x, ['%m/%d/%Y', '%d-%b-%Y']) AS DATE) END)[1] END",
                "CREATE MACRO sf_text_bool(x) AS CASE WHEN lower(x) IN ('true', 't', 'yes', 'y', 'on', '1') THEN TRUE"
                        + " WHEN lower(x) IN ('false', 'f', 'no', 'n', 'off', '0') THEN FALSE END",
                "CREATE MACRO sf_real_text(x) AS CASE WHEN isfinite(x) AND x = trunc(x) AND abs(x) < 1e15"
                        + " THEN CAST(CAST(x AS BIGINT) AS VARCHAR) ELSE CAST(x AS VARCHAR) END",
                "CREATE MACRO sf_ntz_text(x) AS strftime(x, '%Y-%m-%d %H:%M:%S.%g')",
                "CREATE MACRO sf_offset_display(off) AS (CASE WHEN off < 0 THEN '-' ELSE '+' END) || lpad(CAST(abs(off) // 60 AS VARCHAR), 2, '0')"
                        + " || lpad(CAST(abs(off) % 60 AS VARCHAR), 2, '0')",
                "CREATE MACRO sf_tz_text(v) AS sf_ntz_text(sf_tz_wall(v)) || ' ' || sf_offset_display(sf_tz_offset(v))");
    }
}
