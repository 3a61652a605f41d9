package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.report.Departures;
import io.hubflow.engine.report.FactReport;
import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunComparison;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.CallCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTableTest {
    @Test
    void countsRoundedValuesApartAndSaysHowToLookAtThem() {
        var text = RunTable.of(report(object("contacts", 0, 73_818, Optional.empty())), " --to crm.duckdb");

        assertThat(text)
                .contains("unparsed  rounded", "0   73,818")
                .contains("rounded: the column holds the nearest value")
                .contains("hubflow query 'select _id, _unparsed from contacts where _unparsed is not null limit 20'"
                        + " --to crm.duckdb\n")
                .doesNotContain("unparsed: the value", "quarantined: ");
    }

    @Test
    void explainsNothingWhereAllCountsAreZero() {
        assertThat(RunTable.of(report(object("contacts", 0, 0, Optional.empty()))))
                .doesNotContain("hubflow query", "_unparsed");
    }

    @Test
    void tellsOnceWhatStoppedSeveralObjectTypesAlike() {
        var spent = new ConnectorException(
                ErrorCode.HUBSPOT_DAILY_QUOTA_SPENT, "The daily limit is spent.", "The rest is read later.", "Wait.");

        var text = RunTable.of(
                report(object("contacts", 0, 0, Optional.of(spent)), object("deals", 0, 0, Optional.of(spent))));

        assertThat(text).containsOnlyOnce("The daily limit is spent.").contains("contacts, deals: The daily limit");
    }

    @Test
    void saysHowLongAgoTheRowWasReadThatHasWaitedLongest() {
        var text = RunTable.of(report(read("contacts", Duration.ofMinutes(5)), read("deals", Duration.ofHours(30))));

        assertThat(text).contains("Every row was read within the last 30 h (longest ago: deals)");
    }

    @Test
    void saysHowAFirstLoadWasRead() {
        var text =
                RunTable.of(report(object("contacts", 0, 0, Optional.empty()), read("deals", Duration.ofMinutes(5))));

        assertThat(text).contains("\ncontacts: Read by lists.\n").doesNotContain("deals: Read by");
    }

    @Test
    void setsTheForecastBesideWhatTheRunTook() {
        var compared = new RunComparison(
                new CallCounts(170, 40, 0, 0, 12, 0, 0),
                new CallCounts(168, 42, 0, 0, 12, 0, 0),
                Duration.ofMillis(14_500),
                Duration.ofMillis(15_200),
                1_000_000,
                1_100_000,
                370_000,
                Duration.ofSeconds(4));

        var text =
                RunTable.of(report(object("contacts", 0, 0, Optional.empty())).withComparison(Optional.of(compared)));

        assertThat(text.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains("foreseen 170 40 0 0 12 222 14.5", "made 168 42 0 0 12 222 15.2");
    }

    @Test
    void theTimeARunTookIsNotPartOfWhatToDoNext() {
        var interrupted = new ConnectorException(
                ErrorCode.INTERRUPTED, "The run was interrupted.", "What was committed stays.", "Run it again.");

        var text = RunTable.of(report(object("contacts", 0, 0, Optional.of(interrupted))));

        assertThat(text)
                .endsWith("\nInterrupted after 3.0 s (run r1). What was committed is kept; run it again to go on.\n");
    }

    @Test
    void aTableThatBothEndsOfAPairWroteHasOneLine() {
        var owning = new FactReport("companies_tickets", 370, 365, 5, 0, Optional.of(Duration.ofMinutes(7)));
        var other = new FactReport("companies_tickets", 30, 2, 0, 1, Optional.empty());

        var text = RunTable.of(report(linked("tickets", other), linked("companies", owning)));

        assertThat(text.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsOnlyOnce("companies_tickets 400 372 1 7 min");
        assertThat(text).doesNotContain("not all loaded");
    }

    private static RunReport report(ObjectReport... objects) {
        return new RunReport("r1", Instant.EPOCH, Instant.EPOCH.plusSeconds(3), List.of(objects));
    }

    private static ObjectReport object(String type, long unparsed, long rounded, Optional<ConnectorException> error) {
        return object(type, ObjectReport.Mode.SNAPSHOT, unparsed, rounded, Optional.empty(), error);
    }

    private static ObjectReport linked(String type, FactReport facts) {
        return object(type, ObjectReport.Mode.CHANGES, 0, 0, Optional.empty(), Optional.empty(), List.of(facts));
    }

    private static ObjectReport read(String type, Duration greatestAge) {
        return object(type, ObjectReport.Mode.CHANGES, 0, 0, Optional.of(greatestAge), Optional.empty());
    }

    private static ObjectReport object(
            String type,
            ObjectReport.Mode mode,
            long unparsed,
            long rounded,
            Optional<Duration> greatestAge,
            Optional<ConnectorException> error) {
        return object(type, mode, unparsed, rounded, greatestAge, error, List.of());
    }

    private static ObjectReport object(
            String type,
            ObjectReport.Mode mode,
            long unparsed,
            long rounded,
            Optional<Duration> greatestAge,
            Optional<ConnectorException> error,
            List<FactReport> facts) {
        return new ObjectReport(
                type,
                type,
                mode,
                10,
                10,
                0,
                unparsed,
                rounded,
                0,
                Departures.NONE,
                greatestAge,
                CallCounts.ZERO,
                Duration.ofSeconds(1),
                List.of(),
                facts,
                mode == ObjectReport.Mode.SNAPSHOT ? Optional.of("Read by lists.") : Optional.empty(),
                error);
    }
}
