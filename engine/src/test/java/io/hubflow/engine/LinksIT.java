package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.catalog.ReadableTypes.LeftOut;
import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.report.FactReport;
import io.hubflow.engine.report.RunReport;
import io.hubflow.engine.report.RunWarning;
import io.hubflow.engine.report.SyncListener;
import io.hubflow.engine.settings.EngineSettings;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.SimulatorOptions;
import io.hubflow.simulator.admin.Truth;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.fault.Trigger;
import io.hubflow.simulator.mutation.MergeMode;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.quota.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links between records: loaded with the records, a thousand a call, and kept equal to HubSpot's. */
final class LinksIT {
    private static Bench portal(long contacts, long companies, long deals) {
        return bench(
                SimulatorOptions.defaults()
                        .withRecords(Map.of("contacts", contacts, "companies", companies, "deals", deals)),
                "contacts",
                "companies",
                "deals");
    }

    private static Bench bench(SimulatorOptions options, String... objectTypes) {
        return new Bench(options, objectTypes).selecting("hs_object_id");
    }

    @Test
    void linksOfRecordsThatComeBackIntoTheFilterComeBackOnBothSides() {
        try (var bench = portal(150, 60, 1).associating("contacts:companies").refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.where("companies: hs_object_id GTE 1000000000000").syncWell();
            bench.where("").syncWell();
            bench.syncWell();

            bench.requireLinks("contacts", "companies");
        }
    }

    @Test
    void loadsEveryPairWithAThousandRecordsACallAndAsksNothingWhenIdle() {
        try (var bench = portal(3_000, 1_000, 1_000).associating("all")) {
            bench.refreshing(RefreshPolicy.NEVER).sync();

            bench.requireLinks("contacts", "companies");
            bench.requireLinks("contacts", "deals");
            bench.requireLinks("companies", "deals");
            // The types of three pairs in both directions; then three thousand contacts in two pairs and a thousand
            // companies in
            // one, where pages of two hundred may leave a group short of a thousand.
            assertThat(bench.calls("associations")).isLessThanOrEqualTo(6 + 2 * 4 + 2);
            var report = bench.sync();

            assertThat(bench.calls("associations")).isLessThanOrEqualTo(6 + 2 * 4 + 2);
            assertThat(report.status()).isEqualTo(RunReport.Status.SUCCEEDED);
            assertThat(report.objects().getFirst().facts().stream().map(FactReport::table))
                    .containsExactly("contacts_companies", "contacts_deals");
            assertThat(report.objects().getFirst().facts())
                    .allSatisfy(facts -> assertThat(facts.greatestAge()).isPresent());
            assertThat(bench.table.reference("hubspot_association_types").toString())
                    .contains("contacts", "companies", "deals", "279", "280", "Billing contact");
        }
    }

    @Test
    void loadsAPairFromTheSideThatShowsItsLinksWhateverTheOrderOfItsTypes() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("deals", 40L, "leads", 60L));
        try (var bench = bench(options, "deals", "leads").associating("all")) {
            bench.sync();

            bench.requireLinks("leads", "deals");
        }
    }

    @Test
    void readsAllPagesOfARecordWithManyLinks() {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 300L, "companies", 2L))
                .withAssociationPage(7);
        try (var bench = bench(options, "companies", "contacts").associating("companies:contacts")) {
            var company = bench.hubSpot.records("companies").getFirst().id();
            bench.hubSpot.mutate(new Mutation.Associate("companies", company, "contacts", Target.random(200, 1), ""));
            bench.sync();

            bench.requireLinks("companies", "contacts");
            assertThat(bench.table.facts("companies_contacts")).hasSizeGreaterThan(200);
        }
    }

    @Test
    void aPairWithoutLinksHasNoTableUntilItsFirstLinkComesAndIsNotLoadedAgain() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 40L, "leads", 3L));
        try (var bench = bench(options, "contacts", "leads").associating("contacts:leads")) {
            bench.refreshing(RefreshPolicy.NEVER);
            for (var lead : bench.hubSpot.records("leads")) {
                bench.hubSpot.mutate(new Mutation.Dissociate("leads", lead.id(), "contacts", Target.random(40, 1), ""));
            }
            assertThat(bench.hubSpot.links("contacts", "leads")).isEmpty();
            bench.syncWell();
            assertThat(bench.table.hasTable("contacts_leads")).isFalse();
            var calls = bench.calls("associations");
            bench.syncWell();
            assertThat(bench.calls("associations")).as("not loaded again").isEqualTo(calls);

            var lead = bench.hubSpot
                    .mutate(new Mutation.Create("leads", 1, Map.of()))
                    .ids()
                    .getFirst();
            bench.hubSpot.mutate(new Mutation.Associate(
                    "leads",
                    lead,
                    "contacts",
                    bench.hubSpot.records("contacts").getFirst().id()));
            bench.syncWell();
            bench.requireLinks("contacts", "leads");
            bench.table.drop("contacts_leads");
            bench.syncWell();
            bench.requireLinks("contacts", "leads");
        }
    }

    @Test
    void aNewDealsLinkToAnOldContactIsSeenInTheSameRun() {
        try (var bench = portal(50, 10, 10).associating("contacts:deals").refreshing(RefreshPolicy.NEVER)) {
            bench.sync();
            var contact = bench.hubSpot.records("contacts").get(7).id();
            var deal = bench.hubSpot
                    .mutate(new Mutation.Create("deals", 1, Map.of()))
                    .ids()
                    .getFirst();
            bench.hubSpot.mutate(new Mutation.Associate("deals", deal, "contacts", contact));
            bench.sync();

            bench.requireLinks("contacts", "deals");
            assertThat(bench.table.facts("contacts_deals").toString()).contains("to_id=" + deal);
        }
    }

    @Test
    void linksAndLabelsThatComeAndGoWithoutATraceOnTheRecordsAreFoundByTheRefresh() {
        try (var bench = portal(120, 20, 5).associating("contacts:companies")) {
            bench.hubSpot.mutate(new Mutation.CreateLabel("contacts", "companies", "Adviser", "Advised by"));
            bench.sync();
            var contacts = bench.hubSpot.records("contacts");
            for (var i = 0; i < 20; i++) {
                bench.hubSpot.mutate(new Mutation.Dissociate(
                        "contacts", contacts.get(i).id(), "companies", Target.random(1, 3), ""));
                bench.hubSpot.mutate(new Mutation.Associate(
                        "contacts", contacts.get(30 + i).id(), "companies", Target.random(1, i + 1), "Adviser"));
            }
            bench.sync();

            bench.requireLinks("contacts", "companies");
            assertThat(bench.table.facts("contacts_companies").toString()).contains("label=Adviser");
        }
    }

    @Test
    @Tag("thorough")
    void theRefreshBudgetPaysForLinksToo() {
        var options = SimulatorOptions.defaults()
                .withRecords(Map.of("contacts", 2_000L, "companies", 100L, "deals", 100L))
                .withTier(Tier.PROFESSIONAL);
        try (var bench = bench(options, "contacts", "companies", "deals").associating("all")) {
            // One after the other: what others have reserved meanwhile would count as spent.
            var lanes = bench.settings.lanes();
            bench.settings = bench.settings.with(new EngineSettings.Lanes(lanes.search(), lanes.list(), 1));
            bench.refreshing(RefreshPolicy.NEVER).sync();
            var listsBefore = bench.calls("list");
            var searchesBefore = bench.calls("search");
            var begun = System.nanoTime();
            bench.refreshing(RefreshPolicy.AUTO).sync();

            var left = bench.table.loadCheckpoints().stream()
                    .filter(ObjectState::isIn)
                    .map(one -> StateCodec.read(one, ObjectState.class).refresh())
                    .filter(refresh -> refresh.tokensAtMillis() > 0)
                    .mapToDouble(refresh -> refresh.tokens())
                    // The last one has what all of them have left.
                    .min()
                    .orElseThrow();
            var spent = 625_000 * 0.05 - left;
            // Two pairs of two thousand contacts and one of a hundred companies; not every list and search belongs to
            // the refresh.
            var links = 4.1;
            var seconds = Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1_000.0;
            var cameBack = 625_000 * 0.05 / Duration.ofDays(1).toSeconds() * seconds;
            assertThat(spent)
                    .isBetween(
                            22 + links - cameBack,
                            bench.calls("list") - listsBefore + bench.calls("search") - searchesBefore + links);
        }
    }

    @Test
    void linksOfARecordThatLeavesWhileNobodyAsksForLinksAreRemoved() {
        try (var bench = portal(60, 20, 5).associating("contacts:companies")) {
            bench.sync();
            var linked = bench.hubSpot.links("contacts", "companies").getFirst().fromId();
            bench.associating("none");
            bench.hubSpot.mutate(new Mutation.Archive("contacts", Target.id(linked)));
            bench.sync();
            bench.associating("contacts:companies");
            bench.sync();

            bench.requireLinks("contacts", "companies");
        }
    }

    @Test
    void aPairThatIsNewlyChosenIsLoadedForTheRecordsThatAreThereAndResumesAfterAFailure() {
        try (var bench = portal(9_500, 50, 1).refreshing(RefreshPolicy.NEVER)) {
            bench.sync();
            bench.table.flushAtOnce();
            bench.associating("contacts:companies");
            bench.maxTries = 1;
            // Ten calls read all links. Of them, four are under way at once, and two wait for a commit or are
            // committed.
            var refuse = FaultRule.always(new Fault.Refuse(500, Fault.Body.JSON, OptionalInt.empty()))
                    .on("associations");
            bench.table.afterCommit(commit -> {
                if (bench.table.hasTable("contacts_companies")) {
                    bench.hubSpot.addFault(refuse);
                }
            });
            var failed = bench.sync();
            assertThat(failed.objects().getFirst().error()).isPresent();

            bench.table.afterCommit(commit -> {});
            bench.hubSpot.clearFaults();
            var before = bench.calls("associations");
            bench.sync();

            bench.requireLinks("contacts", "companies");
            assertThat(bench.calls("associations") - before).isLessThan(10);
        }
    }

    @Test
    void aPairThatIsTakenAwayKeepsItsTableAndIsBroughtUpToDateWhenItIsChosenAgain() {
        try (var bench = portal(60, 20, 5).associating("contacts:companies").refreshing(RefreshPolicy.NEVER)) {
            bench.sync();
            var stored = bench.table.facts("contacts_companies");
            bench.associating("none");
            bench.hubSpot.mutate(new Mutation.Associate(
                    "contacts", bench.hubSpot.records("contacts").getLast().id(), "companies", Target.random(3), ""));
            bench.sync();
            assertThat(bench.table.facts("contacts_companies")).isEqualTo(stored);

            bench.associating("contacts:companies").sync();

            bench.requireLinks("contacts", "companies");
        }
    }

    @Test
    void linksOfRecordsThatAreArchivedMergedOrGoneLeaveTheTable() {
        try (var bench = portal(150, 30, 5).associating("contacts:companies")) {
            bench.sync();
            bench.hubSpot.mutate(new Mutation.Archive("contacts", Target.random(10, 1)));
            bench.hubSpot.mutate(new Mutation.GdprDelete("contacts", Target.random(4, 2)));
            bench.hubSpot.mutate(new Mutation.Archive("companies", Target.random(3, 3)));
            bench.hubSpot.mutate(new Mutation.Merge("companies", Target.random(2, 4), Optional.empty()));
            bench.sync();
            bench.sync();

            bench.requireLinks("contacts", "companies");
        }
    }

    @Test
    void linksOfARecordThatLeavesDuringTheFirstLoadAreNotInTheTable() {
        // A full group of a thousand companies: its links are read before anything is committed.
        try (var bench = portal(150, 1_000, 1).associating("companies:contacts").refreshing(RefreshPolicy.NEVER)) {
            var linked = bench.hubSpot.links("companies", "contacts").getFirst();
            bench.onPhase = (objectType, phase) -> {
                if (objectType.equals("companies") && phase == SyncListener.Phase.CHANGES) {
                    // Two calls tell the types of links.
                    Await.until(() -> bench.calls("associations") >= 3);
                    bench.hubSpot.mutate(new Mutation.Archive("companies", Target.id(linked.fromId())));
                }
            };
            bench.sync();

            bench.requireDepartures("companies");
            bench.requireLinks("companies", "contacts");
        }
    }

    @Test
    void aLabelThatIsNewOrRenamedIsInTheTableOfTypesOnceALinkHasIt() {
        try (var bench = portal(60, 20, 5).associating("contacts:companies")) {
            bench.sync();
            bench.hubSpot.mutate(new Mutation.CreateLabel("contacts", "companies", "Adviser", "Advised by"));
            bench.hubSpot.mutate(new Mutation.Associate(
                    "contacts",
                    bench.hubSpot.records("contacts").get(4).id(),
                    "companies",
                    Target.random(1),
                    "Adviser"));
            bench.sync();
            assertThat(types(bench)).contains("Adviser", "Advised by");

            bench.hubSpot.mutate(new Mutation.RenameLabel("contacts", "companies", "Adviser", "Counsel"));
            bench.sync();

            assertThat(types(bench)).contains("Counsel").doesNotContain("Adviser");
            bench.requireLinks("contacts", "companies");
        }
    }

    private static String types(Bench bench) {
        return bench.table.reference("hubspot_association_types").toString();
    }

    @Test
    void linksOfRecordsThatCameBeforeALostTableWasLoadedAgainAreThereOnTheOtherSide() {
        var options = SimulatorOptions.defaults()
                .withVirtualClock(Instant.now().minus(Duration.ofHours(2)))
                .withRecords(Map.of("contacts", 60L, "companies", 60L));
        try (var bench = bench(options, "contacts", "companies")
                .associating("companies:contacts")
                .refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            var linked = bench.hubSpot.links("companies", "contacts").getFirst().toId();
            var other = bench.hubSpot.records("contacts").stream()
                    .map(Truth.Row::id)
                    .filter(id -> id != linked)
                    .findFirst()
                    .orElseThrow();
            bench.hubSpot.mutate(new Mutation.Merge(
                    "contacts", new Target.Ids(List.of(linked, other)), Optional.of(MergeMode.NEW_ID)));
            // It is older than the changes that a run reads beside a first load.
            bench.hubSpot.advance(Duration.ofHours(1));
            bench.table.drop("contacts");
            bench.syncWell();
            bench.syncWell();

            bench.requireLinks("companies", "contacts");
        }
    }

    @Test
    void aTableOfLinksThatSomebodyDroppedIsLoadedAgain() {
        try (var bench = portal(60, 20, 5).associating("all").refreshing(RefreshPolicy.NEVER)) {
            bench.sync();
            bench.table.drop("contacts_companies");
            bench.sync();

            bench.requireLinks("contacts", "companies");
            bench.requireLinks("contacts", "deals");
        }
    }

    @Test
    void aScopeThatIsLostAtOneEndLeavesOutThePairAloneAndKeepsItsLinks() {
        try (var bench = portal(60, 20, 5).associating("contacts:companies", "contacts:deals")) {
            bench.request = new SyncRequest(
                    List.of("contacts"),
                    Optional.empty(),
                    List.of("hs_object_id"),
                    List.of(),
                    bench.request.associations(),
                    List.of());
            bench.sync();
            var stored = bench.table.facts("contacts_companies");
            bench.hubSpot.grant(
                    new TokenGrant("few", "app", Set.of("crm.objects.contacts.read", "crm.objects.deals.read")));
            bench.hubSpot.mutate(new Mutation.Associate(
                    "contacts", bench.hubSpot.records("contacts").get(3).id(), "deals", Target.random(2), ""));
            var report = bench.sync("few");

            assertThat(report.status()).isEqualTo(RunReport.Status.INCOMPLETE);
            assertThat(report.objects().getFirst().warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo(RunWarning.Code.LINKS_UNREADABLE);
                assertThat(warning.sentence()).contains("from contacts to companies", "crm.objects.companies.read");
            });
            assertThat(bench.table.facts("contacts_companies")).isEqualTo(stored);
            bench.requireLinks("contacts", "deals");

            bench.sync();
            bench.requireLinks("contacts", "companies");
        }
    }

    /** As an object type of {@code all} is left out: by name, without a warning, and loaded once the scope is there. */
    @Test
    void aPairThatNobodyNamedAndTheTokenMayNotReadIsLeftOutUntilItMay() {
        try (var bench = portal(60, 20, 5).associating("all")) {
            bench.hubSpot.grant(TokenGrant.unrestricted("few").refusedBy("associations"));
            for (var run = 1; run <= 2; run++) {
                var report = bench.sync("few");

                assertThat(report.status()).as("%s", report.objects()).isEqualTo(RunReport.Status.SUCCEEDED);
                assertThat(report.linksLeftOut()).extracting(LeftOut::name).contains("contacts:companies");
            }

            assertThat(bench.sync().linksLeftOut()).isEmpty();
            bench.requireLinks("contacts", "companies");

            var lost = bench.sync("few");
            assertThat(lost.status()).isEqualTo(RunReport.Status.INCOMPLETE);
            assertThat(lost.linksLeftOut()).isEmpty();
        }
    }

    @Test
    void aPairThatIsNamedAndRefusedIsAWarningInEveryRun() {
        try (var bench = portal(60, 20, 5).associating("contacts:companies")) {
            bench.hubSpot.grant(TokenGrant.unrestricted("few").refusedBy("associations"));
            for (var run = 1; run <= 2; run++) {
                var report = bench.sync("few");

                assertThat(report.status()).isEqualTo(RunReport.Status.INCOMPLETE);
                assertThat(report.linksLeftOut()).isEmpty();
            }
        }
    }

    /** The first call about associations asks for their types. The records wait for the answer to the second, and never get it. */
    @Test
    void valuesOfRecordsThatWereNotHandedOnAreNotReported() {
        var options = SimulatorOptions.defaults().withRecords(Map.of("contacts", 60L, "companies", 20L));
        try (var bench = new Bench(options, "contacts").associating("contacts:companies")) {
            bench.hubSpot.addFault(FaultRule.always(new Fault.Refuse(401, Fault.Body.JSON, OptionalInt.empty()))
                    .on("associations")
                    .of("contacts")
                    .when(new Trigger.Between(2, Long.MAX_VALUE)));

            var failed = bench.sync().objects().getFirst();

            assertThat(failed.error()).isPresent();
            assertThat(failed.rowsRead()).isZero();
            assertThat(failed.unparsedValues() + failed.roundedValues()).isZero();

            bench.hubSpot.clearFaults();
            assertThat(bench.syncWell().roundedValues()).isPositive();
        }
    }

    private static FaultRule refusingAssociations(Trigger when) {
        return FaultRule.always(new Fault.Refuse(400, Fault.Body.JSON, OptionalInt.empty()))
                .on("associations")
                .when(when);
    }

    @Test
    void aPairThatHubSpotRefusesIsLeftOutAloneAndLoadedByTheNextRun() {
        try (var bench = portal(60, 20, 5).associating("contacts:companies")) {
            bench.syncWell();
            var contact = bench.hubSpot.records("contacts").get(3).id();
            bench.hubSpot.mutate(new Mutation.Associate("contacts", contact, "companies", Target.random(3, 1), ""));
            bench.hubSpot.mutate(new Mutation.Update("contacts", Target.id(contact), List.of("city"), Map.of()));
            bench.hubSpot.addFault(refusingAssociations(new Trigger.Every(1)));

            assertThat(bench.syncWell().warnings()).singleElement().satisfies(warning -> {
                assertThat(warning.code()).isEqualTo(RunWarning.Code.LINKS_UNREADABLE);
                assertThat(warning.sentence()).contains("from contacts to companies", "(HTTP 400");
            });

            bench.hubSpot.clearFaults();
            bench.syncWell();
            bench.requireLinks("contacts", "companies");
        }
    }

    @Test
    void oneRefusalDoesNotTurnAPairIntoATableOfTheOtherDirection() {
        try (var bench = portal(60, 20, 5).associating("all")) {
            bench.hubSpot.addFault(refusingAssociations(new Trigger.Every(1)).atMost(1));
            bench.inTurn();
            bench.syncWell();
            bench.syncWell();

            assertThat(List.of("companies_contacts", "deals_contacts", "deals_companies"))
                    .noneMatch(bench.table::hasTable);
            bench.requireLinks("contacts", "companies");
            bench.requireLinks("contacts", "deals");
            bench.requireLinks("companies", "deals");
        }
    }

    @Test
    void typesOfLinksStayKnownWhereALaterAnswerIsARefusal() {
        try (var bench = portal(60, 20, 5).associating("all")) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.CreateLabel("contacts", "companies", "Adviser", "Advised by"));
            var contact = bench.hubSpot.records("contacts").get(4).id();
            bench.hubSpot.mutate(new Mutation.Associate("contacts", contact, "companies", Target.random(1), "Adviser"));
            bench.syncWell();
            var known = types(bench);
            assertThat(known).contains("Adviser");

            // The first call reads the links of all contacts. The label that it brings has the types asked for again.
            bench.hubSpot.mutate(new Mutation.RenameLabel("contacts", "companies", "Adviser", "Counsel"));
            bench.hubSpot.addFault(refusingAssociations(new Trigger.Between(2, Long.MAX_VALUE)));
            bench.syncWell();
            bench.hubSpot.clearFaults();
            bench.syncWell();

            assertThat(bench.table.hasTable("companies_contacts")).isFalse();
            bench.requireLinks("contacts", "companies");
        }
    }

    @Test
    void pairsThatCannotBeLoadedAreRefusedTogetherBeforeAnythingIsRead() {
        try (var bench = portal(10, 5, 5)
                .associating("contacts:companys", "tickets:contacts", "contacts:products", "deals:contacts")) {
            assertThatThrownBy(bench::sync)
                    .isInstanceOfSatisfying(
                            ConnectorException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID))
                    .hasMessageContaining("contacts:companys")
                    .hasMessageContaining("tickets, which is not among the object types")
                    .hasMessageContaining("HubSpot cannot link records of contacts to records of products.");
            assertThat(bench.table.rows("contacts")).isEmpty();
        }
    }
}
