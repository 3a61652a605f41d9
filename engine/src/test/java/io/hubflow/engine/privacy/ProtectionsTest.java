package io.hubflow.engine.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.destination.ColumnType;
import io.hubflow.error.ConnectorException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProtectionsTest {
    private static final ObjectType CONTACTS = type("contacts");
    private static final ObjectType DEALS = type("deals");
    private static final PrivacyRules RULES = new PrivacyRules(
            List.of(), List.of("*mail*"), List.of("contacts.last*"), List.of("ssn"), Optional.of(new Salt("Jefe")));

    private static ObjectType type(String name) {
        return new ObjectType(name, name, "", "", name, false, List.of(name));
    }

    @Test
    void aHashIsHmacSha256() {
        // RFC 4231, test case 2.
        assertThat(new Salt("Jefe").hash("what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void theStrictestRuleWins() {
        var all = new PrivacyRules(List.of(), List.of("*"), List.of("lastname", "ssn"), List.of("ssn"), RULES.salt());

        assertThat(all.of(CONTACTS).states(Set.of("email", "lastname", "ssn")))
                .containsEntry("ssn", "drop")
                .containsEntry("lastname", "mask")
                .hasEntrySatisfying("email", state -> assertThat(state).startsWith("hash "));
    }

    @Test
    void aRuleWithAnObjectTypeConcernsThatTypeAlone() {
        assertThat(RULES.of(CONTACTS).of("lastname")).contains(Protection.MASK);
        assertThat(RULES.of(DEALS).of("lastname")).isEmpty();
        assertThat(RULES.of(DEALS).of("work_email")).contains(Protection.HASH);
    }

    @Test
    void protectedValuesAreText() {
        assertThat(RULES.of(CONTACTS).columnType("email", ColumnType.DECIMAL)).isEqualTo(ColumnType.VARCHAR);
        assertThat(RULES.of(CONTACTS).columnType("city", ColumnType.DECIMAL)).isEqualTo(ColumnType.DECIMAL);
    }

    @Test
    void aQuarantinedRecordHasNoClearValues() {
        var stored = RULES.of(CONTACTS)
                .record(
                        "{\"id\":\"7\",\"properties\":{\"email\":\"a@b.c\",\"lastname\":\"Doe\",\"ssn\":\"12\","
                                + "\"city\":\"Rome\",\"ssn\":null},\"propertiesWithHistory\":{\"email\":[{\"value\":\"a@b.c\"}]}}");

        assertThat(stored)
                .contains("\"id\":\"7\"", "Rome", RULES.salt().orElseThrow().hash("a@b.c"), "*****")
                .doesNotContain("a@b.c", "Doe", "12\"");
    }

    @Test
    void aQuarantinedRecordThatCannotBeReadIsNotKept() {
        assertThat(RULES.of(CONTACTS).record("{\"id\":\"7\",\"properties\":{\"email\":\"a@b"))
                .startsWith("(not kept")
                .doesNotContain("a@b");
        assertThat(RULES.of(CONTACTS).record("{\"id\":\"7\",\"properties\":\"a@b.c\"}"))
                .doesNotContain("a@b.c");
        assertThat(Protections.NONE.record("{\"id\":")).isEqualTo("{\"id\":");
    }

    @Test
    void hashingWithoutASaltIsAnErrorThatNamesThem() {
        var rules = new PrivacyRules(List.of(), List.of("email"), List.of(), List.of(), Optional.empty());

        assertThatThrownBy(rules::requireSalt)
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("email")
                .hasMessageContaining("privacy.salt");
    }

    @Test
    void neitherSaltNorRulesShowTheSecret() {
        assertThat(new Salt("hush-hush").toString()).doesNotContain("hush");
        assertThat(new PrivacyRules(List.of(), List.of("a"), List.of(), List.of(), Optional.of(new Salt("hush-hush")))
                        .toString())
                .doesNotContain("hush");
    }

    @Test
    void aFilterOnAProtectedPropertyIsRememberedByItsDigest() {
        var protections = RULES.of(CONTACTS);

        var remembered = protections.filterText(List.of("email"), "email EQ a@b.c");

        assertThat(remembered)
                .doesNotContain("a@b.c")
                .isEqualTo(protections.filterText(List.of("email"), "email EQ a@b.c"));
        assertThat(protections.filterText(List.of("email"), "email EQ x@b.c")).isNotEqualTo(remembered);
        assertThat(protections.filterText(List.of("city"), "city EQ Rome")).isEqualTo("city EQ Rome");
    }
}
