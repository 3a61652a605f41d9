package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.report.ObjectReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.api.Endpoint;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong at HubSpot, on the way and at the destination, and what is in the table afterwards. */
final class FailuresIT {
    private static final String[] FEW = {"email", "hs_object_id", "lastmodifieddate", "lifecyclestage", "city"};
    private static final OptionalInt NONE = OptionalInt.empty();
    private static final int FIRST_UNANSWERED_PAGE = 12;
    private static final int MOST_LANES = 20;

    static Stream<Fault> passingFaults() {
        return Stream.of(
                new Fault.Refuse(500, Fault.Body.JSON, NONE),
                new Fault.Refuse(502, Fault.Body.HTML, NONE),
                new Fault.Refuse(503, Fault.Body.TEXT, NONE),
                new Fault.RateLimit(Verdict.Limit.SECONDLY, NONE),
                new Fault.HtmlInsteadOfJson(),
                new Fault.InvalidJson(),
                new Fault.CutShort(),
                new Fault.Reset(),
                new Fault.PartialBatch(),
                new Fault.DuplicateRows(),
                new Fault.Slow(Duration.ofMillis(50)));
    }

    @ParameterizedTest
    @Tag("thorough")
    @MethodSource("passingFaults")
    void faultsThatPassLoseAndDoubleNothing(Fault fault) {
        try (var bench = new Bench(Bench.portal("tasks", 2_000), "tasks").withFewColumns()) {
            bench.hubSpot.addFault(FaultRule.withProbability(fault, 0.09, 11)
                    .on("list", "search", "batch_read")
                    .atMost(8));
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.Update("tasks", Target.random(700, 4), List.of(), Map.of()));
            bench.hubSpot.mutate(new Mutation.Recalculate("tasks", Target.random(700, 5), List.of(), Map.of()));

            bench.syncWell();

            bench.hubSpot.clearFaults();
            bench.requireEqual("tasks");
        }
    }

    @Test
    void aTokenRevokedInTheMiddleEndsTheRunAndTheNextOneGoesOn() {
        try (var bench = new Bench(Bench.portal("tasks", 6_000), "tasks").withFewColumns()) {
            bench.table.flushEvery(1_000);
            // The first rows that are committed are about 1,000, as many wait for the next commit: most are still to be
            // read.
            bench.table.afterCommit(number -> {
                if (!bench.table.rows("tasks").isEmpty()) {
                    bench.hubSpot.revoke(bench.hubSpot.token());
                }
            });
            var report = bench.sync();
            calm(bench);

            assertThat(code(report.objects().get(0))).isEqualTo(ErrorCode.HUBSPOT_TOKEN_REJECTED);
            var kept = bench.table.rows("tasks").size();
            assertThat(kept).isPositive();

            bench.hubSpot.grant(TokenGrant.unrestricted("pat-na1-other"));
            bench.hubSpot.resetStats();
            var next = bench.sync("pat-na1-other");

            assertThat(next.status()).isEqualTo(RunReport.Status.SUCCEEDED);
            assertThat(next.objects().get(0).mode()).isEqualTo(ObjectReport.Mode.SNAPSHOT);
            bench.requireEqual("tasks");
        }
    }

    /** Contacts get no more answers, so the run ends only if it does not wait for them. */
    @Test
    void aFailureThatEndsTheRunStopsTheOtherObjectTypesAtOnce() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("deals", 300L, "contacts", 8_000L));
        try (var bench = new Bench(options, "contacts", "deals").selecting("hs_object_id")) {
            bench.table.gather(Duration.ofMinutes(5));
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(401, Fault.Body.JSON, NONE))
                    .on("list")
                    .of("deals"));
            var ended = stopAnswering(bench, "contacts");

            var report = bench.sync();
            ended.set(true);

            assertThat(report.objects()).extracting(FailuresIT::code).containsOnly(ErrorCode.HUBSPOT_TOKEN_REJECTED);
        }
    }

    /** Of 8,000 records most are still to be read then. The answers come once the result is set to true. */
    private static AtomicBoolean stopAnswering(Bench bench, String objectType) {
        var ended = new AtomicBoolean();
        for (var page = FIRST_UNANSWERED_PAGE; page < FIRST_UNANSWERED_PAGE + MOST_LANES; page++) {
            for (var endpoint : List.of(Endpoint.LIST, Endpoint.SEARCH)) {
                bench.hubSpot.beforePage(page, endpoint, objectType, () -> Await.until(ended::get));
            }
        }
        return ended;
    }

    @Test
    void aRejectedTokenEndsTheRunAtOnce() {
        try (var bench = new Bench(Bench.portal("contacts", 10), "contacts").withFewColumns()) {
            assertThatThrownBy(() -> bench.sync("pat-na1-wrong"))
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.HUBSPOT_TOKEN_REJECTED))
                    .hasMessageNotContaining("pat-na1-wrong");
        }
    }

    @Test
    void oneObjectWithoutScopeAndOneUnknownDoNotStopTheOthers() {
        var options =
                SimulatorOptions.defaults().withRecords(Map.of("contacts", 300L, "deals", 200L, "companies", 100L));
        try (var bench = new Bench(options, "contacts", "deal", "widgets", "0-2", "contact")) {
            bench.hubSpot.grant(TokenGrant.scoped(
                    "pat-na1-some",
                    "crm.objects.contacts.read",
                    "crm.objects.companies.read",
                    "crm.schemas.contacts.read",
                    "crm.schemas.companies.read"));

            var report = bench.sync("pat-na1-some");

            assertThat(report.objects())
                    .extracting(ObjectReport::objectType)
                    .containsExactly("contacts", "deals", "widgets", "companies");
            assertThat(report.status()).isEqualTo(RunReport.Status.PARTIAL);
            assertThat(code(report.objects().get(1))).isEqualTo(ErrorCode.HUBSPOT_SCOPE_MISSING);
            assertThat(report.objects().get(1).error().orElseThrow()).hasMessageContaining("crm.objects.deals.read");
            assertThat(code(report.objects().get(2))).isEqualTo(ErrorCode.OBJECT_TYPE_UNKNOWN);
            assertThat(bench.table.rows("contacts")).hasSize(300);
            assertThat(bench.table.rows("companies")).hasSize(100);
            assertThat(bench.notices).anyMatch(notice -> notice.contains("owners were not written"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void commitsThatFailAnywhereLoseAndDoubleNothing(long seed) {
        failCommits(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    @Tag("stress")
    void manyCommitsThatFailAnywhereLoseAndDoubleNothing(long seed) {
        failCommits(seed);
    }

    private static void failCommits(long seed) {
        var random = new Random(seed);
        try (var bench = new Bench(Bench.portal("tasks", 2_500).withSeed(seed), "tasks").withFewColumns()) {
            bench.table.flushEvery(200 + random.nextInt(400));
            for (var round = 0; round < 3; round++) {
                var failures = 1 + random.nextInt(4);
                for (var i = 0; i < failures; i++) {
                    failSoon(bench, random);
                    bench.sync();
                }
                calm(bench);
                bench.syncWell();
                bench.requireEqual("tasks");
                bench.hubSpot.mutate(
                        new Mutation.Update("tasks", Target.random(900, seed + round), List.of(), Map.of()));
                bench.hubSpot.mutate(new Mutation.Create("tasks", 200, Map.of()));
                bench.hubSpot.mutate(
                        new Mutation.Recalculate("tasks", Target.random(100, seed + round), List.of(), Map.of()));
            }
            bench.syncWell();
            bench.requireEqual("tasks");
        }
    }

    private static void failSoon(Bench bench, Random random) {
        var number = bench.table.commits() + 1 + random.nextInt(6);
        switch (random.nextInt(3)) {
            case 0 -> bench.table.beforeCommit(n -> fail(n, number, ErrorCode.DESTINATION_FAILED));
            case 1 -> bench.table.beforeCommit(n -> fail(n, number, ErrorCode.COMMIT_OUTCOME_UNKNOWN));
            default -> bench.table.afterCommit(n -> fail(n, number, ErrorCode.COMMIT_OUTCOME_UNKNOWN));
        }
    }

    private static void calm(Bench bench) {
        bench.table.beforeCommit(n -> {});
        bench.table.afterCommit(n -> {});
    }

    private static void fail(int number, int at, ErrorCode code) {
        if (number == at) {
            throw new ConnectorException(code, "commit " + number + " was made to fail.", "", "");
        }
    }

    /** From some page on HubSpot gives no more answers, so the run ends only if it does not wait for them. */
    @Test
    void anInterruptedRunKeepsWhatItReadAndSaysSo() throws InterruptedException {
        try (var bench = new Bench(Bench.portal("tasks", 8_000), "tasks").withFewColumns()) {
            bench.table.flushEvery(1_000_000);
            var answer = new CompletableFuture<RunReport>();
            var thread = Thread.ofPlatform().unstarted(() -> answer.complete(bench.sync()));
            bench.onRows = (objectType, rows) -> {
                if (objectType.equals("tasks") && rows > 0) {
                    thread.interrupt();
                }
            };
            var ended = stopAnswering(bench, "tasks");
            thread.start();
            thread.join();
            ended.set(true);
            bench.onRows = (objectType, rows) -> {};

            assertThat(answer).isCompleted();
            var report = answer.join();
            assertThat(report.status()).isEqualTo(RunReport.Status.INTERRUPTED);
            assertThat(report.objects())
                    .singleElement()
                    .satisfies(object -> assertThat(code(object)).isEqualTo(ErrorCode.INTERRUPTED));
            assertThatThrownBy(() -> report.unlessInterrupted()).isInstanceOf(ConnectorException.class);
            assertThat(bench.table.runs())
                    .singleElement()
                    .satisfies(run -> assertThat(run.status()).isEqualTo("interrupted"));
            assertThat(bench.table.rows("tasks")).isNotEmpty();
            bench.syncWell();
            bench.requireEqual("tasks");
        }
    }

    @Test
    @Tag("thorough")
    void updatedAfterLeavesOlderRecordsOutUntilItMovesBack() {
        try (var bench = new Bench(Bench.portal("contacts", 4_000), "contacts").selecting(FEW)) {
            var middle = bench.hubSpot.records("contacts").stream()
                    .map(row -> row.updatedAt())
                    .sorted()
                    .skip(2_000)
                    .findFirst()
                    .orElseThrow();
            bench.updatedAfter(middle).syncWell();
            assertThat(bench.table.rows("contacts")).hasSize(2_000);
            assertThat(bench.table.rows("contacts").values())
                    .allMatch(stored -> stored.row().updatedAtMillis() >= middle.toEpochMilli());

            bench.syncWell();
            assertThat(bench.table.rows("contacts")).hasSize(2_000);

            bench.updatedAfter(middle.minus(Duration.ofDays(300))).syncWell();
            assertThat(bench.table.rows("contacts").size()).isBetween(2_001, 3_999);
            assertThat(bench.table.state("contacts").rows())
                    .as("an estimate, which is not what was added alone")
                    .isBetween(2_000L, 4_000L);

            bench.updatedAfter(null).syncWell();
            bench.requireEqual("contacts");
        }
    }

    @Test
    void updatedAfterInTheFutureIsRefused() {
        try (var bench = new Bench(Bench.portal("contacts", 1), "contacts").withFewColumns()) {
            bench.updatedAfter(Instant.parse("2999-01-01T00:00:00Z"));

            assertThatThrownBy(bench::sync)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
        }
    }

    private static ErrorCode code(ObjectReport report) {
        return report.error().map(ConnectorException::code).orElseThrow();
    }
}
