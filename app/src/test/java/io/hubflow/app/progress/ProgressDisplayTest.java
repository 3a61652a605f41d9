package io.hubflow.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.SyncListener.Phase;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.quota.QuotaSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {
    private static final QuotaSnapshot QUOTA =
            new QuotaSnapshot(190, 40, OptionalLong.of(625_000), OptionalLong.of(612_300));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private long nanos;
    private int columns = 120;

    @Test
    void drawsABarWithSpeedTimeLeftAndQuota() {
        var display = ProgressDisplay.unpainted(err, true, () -> columns, () -> nanos, () -> QUOTA);
        display.phaseStarted("contacts", Phase.SNAPSHOT, OptionalLong.of(100_000));
        display.rowsRead("contacts", 25_000);
        nanos = TimeUnit.SECONDS.toNanos(10);

        display.tick();

        assertThat(text())
                .contains(
                        "contacts     ██████░░░░░░░░░░░░░░░░░░  25 %  0:30 left  25,000/100,000  2,500 rows/s  loading\n")
                .contains("HubSpot quota: 40 of 190 calls in the last 10 s, 612,300 of 625,000 left today\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 100, 120, 200})
    void fitsEveryWidthAndShowsTheTimeLeft(int width) {
        columns = width;
        var display = ProgressDisplay.unpainted(err, true, () -> columns, () -> nanos, () -> QUOTA);
        display.phaseStarted("contacts", Phase.SNAPSHOT, OptionalLong.of(1_000_000));
        display.rowsRead("contacts", 250_000);
        display.phaseStarted("p1234567_a_very_long_name_of_a_custom_object", Phase.REFRESH, OptionalLong.of(30));
        display.rowsRead("p1234567_a_very_long_name_of_a_custom_object", 15);
        display.objectFinished(finished("companies", 123_456, 123_456));
        nanos = TimeUnit.SECONDS.toNanos(100);

        display.tick();

        var lines = text().replaceAll("\u001b\\[\\??[0-9]*[a-zA-Z]", "").lines().toList();
        assertThat(lines)
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(width));
        assertThat(lines.getFirst()).contains("25 %", "5:00 left");
    }

    @Test
    void adjustsToAWindowThatWasMadeNarrower() {
        var display = ProgressDisplay.unpainted(err, true, () -> columns, () -> nanos, () -> null);
        display.phaseStarted("contacts", Phase.SNAPSHOT, OptionalLong.of(100_000));
        display.rowsRead("contacts", 25_000);
        nanos = TimeUnit.SECONDS.toNanos(10);
        display.tick();
        bytes.reset();
        columns = 50;

        display.tick();

        // The line of 90 characters takes two rows of the narrower window.
        assertThat(text()).startsWith("\u001b[?7l\u001b[2A\r\u001b[J");
        assertThat(text()).contains("25 %  0:30 left").doesNotContain("rows/s");
    }

    @Test
    void rowsThatAreReadTwiceAreCountedOnce() {
        var display = ProgressDisplay.unpainted(err, true, () -> columns, () -> nanos, () -> null);
        display.phaseStarted("contacts", Phase.REFRESH, OptionalLong.of(3_000));
        nanos = TimeUnit.SECONDS.toNanos(1);
        display.rowsRead("contacts", 3_100);
        display.tick();
        display.objectFinished(finished("contacts", 3_100, 3_000));
        display.tick();

        assertThat(text())
                .contains("100 %  0:00 left  3,000/3,000", "3,000 rows read")
                .doesNotContain("3,100/", "3,100 rows read");
    }

    @Test
    void coloursAreUsedOnlyWhereTheyAreWanted() {
        assertThat(Paint.wanted(Map.of("TERM", "xterm"))).isEqualTo(Paint.COLOURED);
        assertThat(Paint.wanted(Map.of("NO_COLOR", ""))).isEqualTo(Paint.COLOURED);
        assertThat(Paint.wanted(Map.of("NO_COLOR", "1"))).isEqualTo(Paint.PLAIN);
        assertThat(Paint.wanted(Map.of("CLICOLOR", "0"))).isEqualTo(Paint.PLAIN);
        assertThat(Paint.wanted(Map.of("TERM", "dumb"))).isEqualTo(Paint.PLAIN);
        assertThat(Paint.PLAIN.failed("text")).isEqualTo("text");
        assertThat(Paint.COLOURED.failed("text")).isEqualTo("\u001b[31mtext\u001b[0m");
    }

    private static ObjectReport finished(String objectType, long read, long unchanged) {
        return new ObjectReport(
                objectType,
                ObjectReport.Mode.CHANGES,
                read,
                0,
                unchanged,
                0,
                0,
                CallCounts.ZERO,
                Duration.ofMillis(2_600),
                List.of(),
                Optional.empty());
    }

    @Test
    void redrawsInPlaceAndKeepsNoticesAbove() {
        var display = ProgressDisplay.unpainted(err, true, () -> columns, () -> nanos, () -> QUOTA);
        display.phaseStarted("contacts", Phase.CHANGES, OptionalLong.empty());
        display.tick();
        bytes.reset();

        display.notice("contacts", "HubSpot sorts ids as text here.");

        assertThat(text())
                .startsWith("\u001b[2A\r\u001b[Jcontacts: HubSpot sorts ids as text here.\n")
                .contains("reading what changed");
    }

    @Test
    void keepsTheResultOfAFinishedObjectTypeWhenItsLastCommitIsHeardOfLater() {
        var display = ProgressDisplay.unpainted(err, true, () -> columns, () -> nanos, () -> QUOTA);
        display.phaseStarted("deals", Phase.REFRESH, OptionalLong.of(10));
        display.objectFinished(new ObjectReport(
                "deals",
                ObjectReport.Mode.CHANGES,
                10,
                0,
                10,
                0,
                0,
                CallCounts.ZERO,
                Duration.ofSeconds(1),
                List.of(),
                Optional.empty()));

        display.rowsCommitted("deals", 0, 0, 10);
        display.close();

        assertThat(text())
                .contains("deals        brought up to date: 10 rows read")
                .doesNotContain("%");
    }

    @Test
    void printsPlainLinesWithoutEscapesElsewhere() {
        var display = ProgressDisplay.unpainted(err, false, () -> columns, () -> nanos, () -> QUOTA);
        display.phaseStarted("deals", Phase.DISCOVER, OptionalLong.empty());
        display.phaseStarted("deals", Phase.SNAPSHOT, OptionalLong.of(2_000));
        display.rowsRead("deals", 500);
        nanos = TimeUnit.SECONDS.toNanos(10);
        display.tick();
        display.objectFinished(new ObjectReport(
                "deals",
                ObjectReport.Mode.SNAPSHOT,
                2_000,
                1_990,
                10,
                0,
                0,
                CallCounts.ZERO,
                Duration.ofSeconds(40),
                List.of(),
                Optional.empty()));
        display.tick();
        display.close();

        assertThat(text()).isEqualTo("""
            deals: loading everything, 2,000 rows to read
            deals: loading everything, 500 of 2,000 rows, 50 rows/s, 0:30 left (25 %)
            deals: loaded: 2,000 rows read, 1,990 written, 10 unchanged in 40.0 s
            """);
    }

    @Test
    void writesHoursOnlyWhenThereAreAny() {
        assertThat(ProgressText.clock(59)).isEqualTo("0:59");
        assertThat(ProgressText.clock(3_600 + 2 * 60 + 3)).isEqualTo("1:02:03");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
