package io.hubflow.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.SyncPlan;
import io.hubflow.engine.SyncPlan.Again;
import io.hubflow.engine.SyncPlan.Mode;
import io.hubflow.engine.SyncPlan.TypePlan;
import io.hubflow.engine.forecast.RunForecast.Binding;
import io.hubflow.hubspot.CallCounts;
import io.hubflow.hubspot.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class PlanReportTest {
    private static final SyncPlan PLAN = new SyncPlan(
            List.of(
                    new TypePlan(
                            "contacts",
                            Mode.UPDATE,
                            OptionalLong.of(1_200),
                            40,
                            List.of("contacts:deals"),
                            List.of(),
                            12,
                            List.of(new Again(
                                    "newly selected", List.of("phone"), 450, new CallCounts(0, 4, 5, 0, 0, 0, 0))),
                            new CallCounts(1, 7, 5, 1, 0, 0, 0),
                            new CallCounts(12, 0, 0, 0, 0, 0, 0),
                            6_000_000,
                            Optional.empty()),
                    new TypePlan(
                            "deals",
                            Mode.FIRST_LOAD,
                            OptionalLong.empty(),
                            9,
                            List.of(),
                            List.of("dealstage"),
                            0,
                            List.of(),
                            new CallCounts(3, 0, 2, 0, 0, 0, 0),
                            CallCounts.ZERO,
                            400_000,
                            Optional.empty())),
            new CallCounts(0, 0, 0, 2, 19, 0, 0),
            Duration.ofSeconds(61),
            Binding.SEARCH_LIMIT,
            Latencies.USUAL,
            6_400_000,
            OptionalLong.of(1_000),
            OptionalLong.of(900));

    @Test
    void saysWhatIsReadAgainAndWhy() {
        assertThat(PlanReport.text(PLAN))
                .contains(
                        "contacts: brought up to date; 12 records changed since the last sync.",
                        "contacts: phone: newly selected: 450 records, 9 calls.",
                        "contacts: values that no search shows are read again: 12 calls, within the refresh budget.",
                        "deals: HubSpot does not let these records be searched",
                        "About 40 calls, 4.0 % of the calls that a day has, about 6.4 MB of records, about 61 s: HubSpot's limit"
                                + " of searches decides.");
    }

    @Test
    void theSameStandsInTheJson() {
        var json = PlanReport.json(PLAN);

        assertThat(json.at("/objects/0/read_again/0/api_calls/total").asLong()).isEqualTo(9);
        assertThat(json.at("/objects/1/mode").asText()).isEqualTo("first_load");
        assertThat(json.at("/objects/1/records").isNull()).isTrue();
        assertThat(json.at("/api_calls/total").asLong()).isEqualTo(40);
        assertThat(json.at("/api_calls/definitions").asLong()).isEqualTo(19);
        assertThat(json.at("/bytes").asLong()).isEqualTo(6_400_000);
        assertThat(json.at("/decided_by").asText()).isEqualTo("search_limit");
        assertThat(json.at("/latency_millis/list").asLong()).isEqualTo(250);
        assertThat(json.at("/share_of_day").asDouble()).isEqualTo(0.04);
    }
}
