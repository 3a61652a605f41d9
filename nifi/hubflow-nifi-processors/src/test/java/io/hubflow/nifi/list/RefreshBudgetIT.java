package io.hubflow.nifi.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubflow.nifi.HubSpotAttributes;
import java.io.IOException;
import java.time.Duration;
import org.apache.nifi.reporting.InitializationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One budget of calls pays for the refresh of all object types, in every flow and in the command. */
@Tag("thorough")
class RefreshBudgetIT extends DealsFlow {
    @Test
    void aPassOverEverythingIsPlannedOnlyWhenTheOneBeforeHasLanded() {
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "ALWAYS");
        minutesPass(10);

        var pass = flow.plan();
        minutesPass(5);
        assertThat(kinds(pass)).containsOnly("REFRESH");
        assertThat(flow.plan()).as("the pass is on its way").isEmpty();
        flow.load(pass);
        minutesPass(5);
        assertThat(kinds(flow.plan())).containsOnly("REFRESH");
    }

    @Test
    void allObjectTypesAndFlowsRefreshOutOfOneBudget() {
        flow.list().setProperty("Object Types", "deals,contacts");
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "AUTO");
        var ledger = RefreshLedgers.of(service().portal());
        var daily = RefreshPlan.dailyCalls(service().client());
        var spentAt = flow.simulator().now().plus(Duration.ofHours(1));
        ledger.spend(daily, spentAt.toEpochMilli(), daily);
        minutesPass(10);

        assertThat(flow.plan()).as("another flow has spent the budget").isEmpty();

        minutesPass(Duration.ofDays(2).toMinutes());
        assertThat(flow.plan())
                .extracting(slice -> slice.getAttribute(HubSpotAttributes.OBJECT_TYPE))
                .contains("deals", "contacts");
        var now = flow.simulator().now().toEpochMilli();
        assertThat(ledger.tokens(now, daily)).isLessThanOrEqualTo(daily - DEALS / 100 - 3);
    }

    @Test
    @Tag("thorough")
    void theRefreshBudgetPaysForLinksAndHistoriesToo() {
        flow.list().setProperty("Object Types", "deals,contacts");
        flow.list().setProperty("Associations", "deals:contacts");
        flow.list().setProperty("Property History", "deals.dealstage");
        flow.load(flow.plan());
        flow.list().setProperty("Object Types", "deals");
        minutesPass(10);
        flow.plan();
        var ledger = RefreshLedgers.of(service().portal());
        var daily = RefreshPlan.dailyCalls(service().client());
        flow.list().setProperty("Object Types", "deals,contacts");
        flow.list().setProperty("Refresh Policy", "AUTO");
        var before = ledger.tokens(now(), daily);

        flow.load(flow.plan());

        // Of deals 26 pages, 3 reads of links and 50 of histories, of contacts 4 pages.
        assertThat(before - ledger.tokens(now(), daily)).isCloseTo(26 + 2.6 + 52 + 4, within(1.0));
    }

    /** What a flow spends lies beside the rows, so the command and every other flow on these tables have it in their ledgers. */
    @Test
    @Tag("thorough")
    void theRefreshBudgetLiesBesideTheRows() throws InitializationException {
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "AUTO");
        minutesPass(10);
        var ledger = RefreshLedgers.of(service().portal());
        var daily = RefreshPlan.dailyCalls(service().client());
        var spentBefore = daily - ledger.tokens(now(), daily);

        flow.load(flow.plan());

        var refresh = flow.warehouse().state("deals").refresh();
        assertThat(refresh.tokensAtMillis()).isPositive();
        assertThat(refresh.tokens()).isCloseTo(ledger.tokens(now(), daily), within(2.0));
        assertThat(daily - refresh.tokens()).isGreaterThanOrEqualTo(spentBefore + DEALS / 100);
    }

    @Test
    @Tag("thorough")
    void whatTheCommandHasSpentOnTheseTablesIsNotSpentAgain() throws IOException, InitializationException {
        flow.load(flow.plan());
        flow.list().setProperty("Refresh Policy", "AUTO");
        minutesPass(10);
        var at = now() + Duration.ofHours(1).toMillis();
        flow.warehouse().mend("deals", state -> state.mapRefresh(refresh -> refresh.withTokens(0, at)));

        assertThat(flow.plan())
                .as("the command has refreshed within the last minutes")
                .isEmpty();
    }
}
