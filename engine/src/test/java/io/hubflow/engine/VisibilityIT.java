package io.hubflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.report.RunWarning;
import io.hubflow.engine.settings.RefreshPolicy;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.simulator.api.ApiSettings.SensitiveReads;
import io.hubflow.simulator.api.TokenGrant;
import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.mutation.Mutation;
import io.hubflow.simulator.mutation.Target;
import io.hubflow.simulator.portal.PropertyCatalog.RetypedValues;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run cannot see is not gone: stored values stay, whatever hides them. */
class VisibilityIT {
    private static final String SENSITIVE = "national_id_number";

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void aRefusedSensitivityClassKeepsItsValuesAndWarns(int status) {
        try (var bench = contacts()) {
            bench.syncWell();
            var before = bench.values("contacts", SENSITIVE);
            bench.hubSpot.addFault(refusing(status).ofClasses("sensitive", "highly_sensitive"));
            var changed = bench.hubSpot
                    .mutate(update(SENSITIVE, "changed while hidden", Target.random(1)))
                    .ids()
                    .getFirst();
            bench.table.takeRewritten();

            var report = bench.syncWell();

            assertThat(before).isPositive();
            assertThat(bench.values("contacts", SENSITIVE)).isEqualTo(before);
            assertThat(bench.table.takeRewritten()).isEqualTo(1);
            assertThat(report.warnings())
                    .extracting(RunWarning::code)
                    .containsOnly(RunWarning.Code.PROPERTIES_UNREADABLE);
            assertThat(report.warnings().toString())
                    .contains("sensitive properties of contacts", SENSITIVE, "crm.objects.contacts.sensitive.read");

            bench.hubSpot.clearFaults();
            assertThat(bench.refreshing(RefreshPolicy.NEVER).syncWell().warnings())
                    .isEmpty();
            assertThat(value(bench, changed, SENSITIVE)).isEqualTo("changed while hidden");
            bench.requireEqual("contacts");
        }
    }

    @Test
    void aNewPropertyIsDescribedWhileAClassIsRefusedAndTheClassKeepsItsDescriptions() {
        try (var bench = contacts()) {
            bench.syncWell();
            var described = property(bench, SENSITIVE, "group_name");
            bench.hubSpot.addFault(refusing(403).ofClasses("sensitive", "highly_sensitive"));
            bench.hubSpot.mutate(new Mutation.CreateProperty(
                    "contacts", "shoe_size", "number", "number", List.of(), "non_sensitive", false, true));

            bench.sync();

            assertThat(property(bench, "shoe_size", "selected")).isEqualTo(true);
            assertThat(described).isNotNull();
            assertThat(property(bench, SENSITIVE, "group_name")).isEqualTo(described);
            assertThat(property(bench, SENSITIVE, "in_hubspot")).isEqualTo(true);
        }
    }

    @Test
    void anEmptyPropertyListReadsOnWithWhatIsKnown() {
        try (var bench = contacts()) {
            bench.syncWell();
            bench.hubSpot.addFault(
                    FaultRule.always(new Fault.Empty(Fault.Empty.Kind.RESULTS)).on("properties"));
            bench.hubSpot.mutate(update("city", "Gdynia", Target.random(3)));
            bench.table.takeRewritten();

            var report = bench.syncWell();

            bench.requireEqual("contacts");
            assertThat(bench.table.takeRewritten()).isEqualTo(3);
            assertThat(report.warnings().toString()).contains("not whole", "hs_object_id");
            bench.hubSpot.clearFaults();
            assertThat(bench.syncWell().warnings()).isEmpty();
            assertThat(bench.table.takeRewritten()).isZero();
        }
    }

    @Test
    void anEmptyPropertyListOfAnUnknownTypeIsAnError() {
        try (var bench = contacts()) {
            bench.hubSpot.addFault(
                    FaultRule.always(new Fault.Empty(Fault.Empty.Kind.RESULTS)).on("properties"));

            assertThat(bench.sync().objects().getFirst().error().orElseThrow().code())
                    .isEqualTo(ErrorCode.HUBSPOT_ANSWER_BROKEN);
        }
    }

    /** One answer that lacks a property may be a mistake; the second in a row is not. */
    @Test
    void aPropertyIsRemovedOnceTwoCompleteListsInARowLackIt() {
        try (var bench = contacts()) {
            bench.syncWell();
            var before = bench.values("contacts", "city");
            bench.hubSpot.mutate(new Mutation.ArchiveProperty("contacts", "city"));
            bench.table.takeRewritten();

            bench.syncWell();
            assertThat(property(bench, "city", "in_hubspot")).isEqualTo(true);
            bench.syncWell();
            assertThat(property(bench, "city", "in_hubspot")).isEqualTo(false);
            assertThat(property(bench, "city", "removed_at")).isNotNull();
            assertThat(before).isPositive();
            assertThat(bench.values("contacts", "city")).isEqualTo(before);
            assertThat(bench.table.takeRewritten()).isZero();
        }
    }

    @Test
    void aListThatLacksAPropertyOnceRemovesNothing() {
        try (var bench = contacts()) {
            bench.syncWell();
            var before = bench.values("contacts", "email");
            bench.hubSpot.addFault(FaultRule.once(new Fault.OmitRows(Set.of("email"), 0, Fault.OmitRows.Report.SILENT))
                    .on("properties")
                    .ofClasses("non_sensitive"));
            bench.syncWell();
            bench.syncWell();

            assertThat(bench.values("contacts", "email")).isEqualTo(before);
            assertThat(property(bench, "email", "in_hubspot")).isEqualTo(true);
            bench.requireEqual("contacts");
        }
    }

    @Test
    void anExcludedPropertyKeepsItsValuesAndComesBackFresh() {
        try (var bench = contacts()) {
            bench.syncWell();
            var before = bench.values("contacts", "city");
            bench.table.takeRewritten();

            bench.excluding("city").syncWell();
            assertThat(bench.values("contacts", "city")).isEqualTo(before);
            assertThat(bench.table.takeRewritten()).isZero();

            var cleared = withCity(bench, 0);
            var other = withCity(bench, 1);
            bench.hubSpot.mutate(update("city", "", Target.id(cleared)));
            bench.hubSpot.mutate(update("city", "Gdynia", Target.id(other)));
            bench.refreshing(RefreshPolicy.NEVER).syncWell();
            assertThat(bench.values("contacts", "city")).isEqualTo(before);

            bench.excluding().syncWell();
            assertThat(value(bench, cleared, "city")).isNull();
            assertThat(value(bench, other, "city")).isEqualTo("Gdynia");
            assertThat(bench.table.takeRewritten()).isEqualTo(2 + 2);
            bench.requireEqual("contacts");
        }
    }

    /** Such a token gets definitions, and records without these keys. */
    @Test
    void aScopeThatWasTakenAwayKeepsWhatItGave() {
        try (var bench = contacts()) {
            bench.syncWell();
            var before = bench.values("contacts", SENSITIVE);
            bench.hubSpot.grant(new TokenGrant("few", "app", Set.of("crm.objects.contacts.read")));
            bench.table.takeRewritten();

            var report = bench.sync("few").objects().getFirst();

            assertThat(report.error()).isEmpty();
            assertThat(before).isPositive();
            assertThat(bench.values("contacts", SENSITIVE)).isEqualTo(before);
            assertThat(bench.table.takeRewritten()).isZero();
            assertThat(report.warnings().toString()).contains(SENSITIVE, "crm.objects.contacts.sensitive.read");

            var changed = bench.hubSpot
                    .mutate(update(SENSITIVE, "changed while hidden", Target.random(1)))
                    .ids()
                    .getFirst();
            bench.refreshing(RefreshPolicy.NEVER).sync("few");
            assertThat(value(bench, changed, SENSITIVE)).isNotEqualTo("changed while hidden");

            bench.hubSpot.mutate(update("city", "Gdynia", Target.random(1)));
            assertThat(bench.syncWell().warnings()).isEmpty();
            assertThat(value(bench, changed, SENSITIVE)).isEqualTo("changed while hidden");
            bench.requireEqual("contacts");
        }
    }

    @Test
    void aSensitivePropertyThatMayNotBeReadIsLeftOut() {
        try (var bench =
                new Bench(Bench.portal("contacts", 300).withSensitiveReads(SensitiveReads.REFUSED), "contacts")) {
            bench.hubSpot.grant(new TokenGrant("few", "app", Set.of("crm.objects.contacts.read")));
            assertThat(bench.findUnreadable("few").toString())
                    .contains(SENSITIVE, "crm.objects.contacts.sensitive.read");
            assertThat(bench.findUnreadable(bench.hubSpot.token())).isEmpty();

            for (var run = 0; run < 2; run++) {
                var report = bench.sync("few").objects().getFirst();
                assertThat(report.error()).isEmpty();
                assertThat(report.warnings().toString())
                        .contains(SENSITIVE, "crm.objects.contacts.sensitive.read", "left out");
            }
            assertThat(bench.table.rows("contacts")).hasSize(300);
            assertThat(bench.values("contacts", SENSITIVE)).isZero();

            assertThat(bench.refreshing(RefreshPolicy.NEVER).syncWell().warnings())
                    .isEmpty();
            assertThat(bench.values("contacts", SENSITIVE)).isPositive();
            bench.requireEqual("contacts");
        }
    }

    @Test
    void anIncludedPropertyThatIsDeletedStopsNoOtherObjectType() {
        try (var bench = new Bench(Bench.portal("contacts", 50).withRecords("companies", 50), "contacts", "companies")
                .selecting("contacts.city", "contacts.email")) {
            bench.sync();
            assertThat(bench.values("companies", "domain")).isPositive();
            var before = bench.values("contacts", "city");
            bench.hubSpot.mutate(new Mutation.ArchiveProperty("contacts", "city"));

            var reports = bench.sync().objects();

            assertThat(reports).allSatisfy(report -> assertThat(report.error()).isEmpty());
            assertThat(reports.get(0).warnings().toString())
                    .contains("properties of contacts: city", "stored values are kept");
            assertThat(reports.get(1).warnings()).isEmpty();
            assertThat(bench.values("contacts", "city")).isEqualTo(before).isPositive();
        }
    }

    @Test
    void anIncludedWildcardThatMatchesNothingIsAnError() {
        try (var bench = contacts().selecting("zz_*")) {
            assertThatThrownBy(bench::sync)
                    .isInstanceOfSatisfying(
                            ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROPERTY_UNKNOWN))
                    .hasMessageContaining("zz_*");
        }
    }

    /** Rows without a value in the new property must lose the old one's. */
    @Test
    void aPropertyThatWasDeletedAndMadeAgainKeepsNoOldValue() {
        try (var bench = contacts().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.ArchiveProperty("contacts", "city"));
            bench.hubSpot.mutate(new Mutation.CreateProperty(
                    "contacts", "city", "string", "text", List.of(), "non_sensitive", false, false));

            bench.syncWell();

            assertThat(bench.values("contacts", "city")).isZero();
            bench.requireEqual("contacts");
        }
    }

    /** Records that come without any property, as search hits, in lists, or by id. */
    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(strings = {"list", "search", "batch_read"})
    void aRecordWithoutPropertiesIsReadAgain(String endpoint) {
        try (var bench = contacts().refreshing(RefreshPolicy.NEVER)) {
            bench.syncWell();
            bench.hubSpot.addFault(
                    FaultRule.always(new Fault.BareRows(Set.of())).on(endpoint).atMost(2));
            bench.hubSpot.mutate(update("city", "Gdynia", Target.random(5)));

            bench.syncWell();

            bench.requireEqual("contacts");
        }
    }

    @Test
    @Tag("thorough")
    void aRecordThatNeverHasPropertiesIsReportedAndKeepsItsValues() {
        try (var bench = contacts()) {
            bench.syncWell();
            var before = bench.values("contacts", "email");
            bench.hubSpot.addFault(FaultRule.always(new Fault.BareRows(Set.of())));

            var report = bench.syncWell();

            assertThat(bench.values("contacts", "email")).isEqualTo(before).isPositive();
            assertThat(report.warnings()).isNotEmpty();
        }
    }

    @Test
    void aNewPropertyIsFilledInEvenWhenTheLowerBoundMovesBackInTheSameRun() {
        try (var bench =
                contacts().refreshing(RefreshPolicy.NEVER).updatedAfter(Instant.parse("2021-01-01T00:00:00Z"))) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.CreateProperty(
                    "contacts", "shoe_size", "number", "number", List.of(), "non_sensitive", false, true));

            bench.updatedAfter(Instant.parse("2020-01-01T00:00:00Z")).syncWell();

            for (var row : bench.table.rows("contacts").entrySet()) {
                var truth = bench.hubSpot.record("contacts", row.getKey()).orElseThrow();
                assertThat(row.getValue().value("shoe_size") != null)
                        .as("shoe_size of %s", row.getKey())
                        .isEqualTo(truth.properties().containsKey("shoe_size"));
            }
            assertThat(bench.values("contacts", "shoe_size")).isPositive();
        }
    }

    @Test
    void aWideningReadsEveryRowAgainEvenWhenTheLowerBoundMovesBackInTheSameRun() {
        try (var bench =
                contacts().refreshing(RefreshPolicy.NEVER).updatedAfter(Instant.parse("2021-01-01T00:00:00Z"))) {
            bench.syncWell();
            bench.hubSpot.mutate(new Mutation.RetypeProperty(
                    "contacts", "createdate", "string", "text", List.of(), RetypedValues.REGENERATED));

            bench.updatedAfter(Instant.parse("2020-01-01T00:00:00Z")).syncWell();

            for (var row : bench.table.rows("contacts").entrySet()) {
                var truth = bench.hubSpot.record("contacts", row.getKey()).orElseThrow();
                assertThat(row.getValue().value("createdate"))
                        .as("createdate of %s", row.getKey())
                        .isEqualTo(truth.properties().get("createdate"));
            }
        }
    }

    private static Bench contacts() {
        return new Bench(Bench.portal("contacts", 300), "contacts").refreshing(RefreshPolicy.ALWAYS);
    }

    private static FaultRule refusing(int status) {
        return FaultRule.always(new Fault.Refuse(status, Fault.Body.JSON, OptionalInt.empty()))
                .on("properties");
    }

    private static Mutation update(String property, String value, Target target) {
        return new Mutation.Update("contacts", target, List.of(), Map.of(property, value));
    }

    private static long withCity(Bench bench, int index) {
        return bench.table.rows("contacts").entrySet().stream()
                .filter(row -> row.getValue().value("city") != null)
                .skip(index)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static @Nullable Object value(Bench bench, long id, String column) {
        return Objects.requireNonNull(bench.table.rows("contacts").get(id)).value(column);
    }

    private static @Nullable Object property(Bench bench, String name, String column) {
        var table = Objects.requireNonNull(
                bench.table.reference("hubspot_properties").get("contacts"));
        var names = table.columns().stream().map(c -> c.name()).toList();
        var row = table.rows().stream()
                .filter(r -> name.equals(r.get(1)))
                .findFirst()
                .orElseThrow();
        return row.get(names.indexOf(column));
    }
}
