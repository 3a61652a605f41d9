package io.hubflow.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.SyncRequest;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.privacy.Salt;
import io.hubflow.engine.report.RunReport;
import io.hubflow.testkit.DestinationUnderTest;
import io.hubflow.testkit.PrivacyContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** With what is the same for every destination. */
class DuckDbPrivacyIT extends PrivacyContract {
    @Override
    protected DestinationUnderTest place(Path at) {
        return new DuckDbPlace(at);
    }

    @Test
    void anotherSaltAndAProtectionTakenAwayAreReadAgain() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            sync(portal, place, request(PROTECTED));
            var other = new PrivacyRules(
                    List.of(), List.of("email"), List.of(), List.of(), Optional.of(new Salt("second-salt")));

            sync(portal, place, request(other));

            assertThat(stored(place, "email")).containsValue(hash("second-salt"));
            assertThat(text(place)).doesNotContain(hash("first-salt"));
            sync(portal, place, request(PrivacyRules.NONE));
            assertThat(stored(place, "email")).containsValue(email());
            assertThat(protections(place)).isEmpty();
            requireVerified(portal, place, request(PrivacyRules.NONE));
        }
    }

    @Test
    void sensitiveClassesAreOffUnlessAskedForAndStoredValuesStay() throws IOException {
        try (var portal = portal()) {
            var place = place(folder);
            var all = new SyncRequest(List.of(TYPE), Optional.empty(), List.of("city", "national*"), List.of());
            sync(portal, place, all);
            assertThat(place.read(TYPE).getFirst()).containsKey("city").doesNotContainKey("national_id_number");

            var asked = new PrivacyRules(List.of("national*"), List.of(), List.of(), List.of(), Optional.empty());
            sync(portal, place, all.withPrivacy(asked));
            var values = stored(place, "national_id_number");
            assertThat(values).isNotEmpty();

            var warned = run(portal, place, all);
            assertThat(warned.status()).isEqualTo(RunReport.Status.INCOMPLETE);
            assertThat(warned.toString()).contains("national_id_number", "sensitive");
            assertThat(stored(place, "national_id_number")).isEqualTo(values);
            sync(portal, place, all);
            var drop =
                    new PrivacyRules(List.of(), List.of(), List.of(), List.of("national_id_number"), Optional.empty());
            sync(portal, place, all.withPrivacy(drop));
            assertThat(stored(place, "national_id_number")).isEmpty();
        }
    }

    @Test
    void aFilterOnAProtectedPropertyWorksAndIsNotStored() throws Exception {
        try (var portal = portal()) {
            var place = place(folder);
            var where = Where.parse("contacts: email EQ \"" + email() + "\"");
            var request = new SyncRequest(
                    List.of(TYPE), Optional.empty(), PROPERTIES, List.of(), AssociationChoice.NONE, List.of(), where);

            sync(portal, place, request.withPrivacy(PROTECTED));

            assertThat(stored(place, "email")).hasSize(1).containsValue(hash("first-salt"));
            assertThat(text(place)).doesNotContain(CLEAR);
        }
    }
}
