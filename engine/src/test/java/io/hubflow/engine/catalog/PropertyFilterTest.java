package io.hubflow.engine.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.PropertyDefinition;
import io.hubflow.hubspot.PropertyDefinition.DataSensitivity;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PropertyFilterTest {
    private static final ObjectType CONTACTS =
            StandardObjectTypes.find("contact").orElseThrow();
    private static final ObjectType DEALS = StandardObjectTypes.find("0-3").orElseThrow();
    private static final List<PropertyDefinition> OF_CONTACTS =
            properties("email", "hs_object_id", "hs_email_domain", "city");
    private static final List<PropertyDefinition> OF_DEALS = properties("amount", "hs_object_id", "city");
    private static final Map<ObjectType, Set<String>> KNOWN =
            Map.of(CONTACTS, names(OF_CONTACTS), DEALS, names(OF_DEALS));

    @Test
    void takesEverythingWhenNothingIsIncluded() {
        assertThat(selected(filter(List.of(), List.of()), CONTACTS, OF_CONTACTS))
                .hasSize(4);
    }

    @Test
    void includesByWildcardAndExclusionWins() {
        assertThat(selected(filter(List.of("HS_*", "cit?"), List.of("contacts.hs_email*")), CONTACTS, OF_CONTACTS))
                .containsExactly("hs_object_id", "city");
    }

    @Test
    void aTypeBeforeTheDotLimitsARuleByAnyOfItsNames() {
        var filter = filter(List.of("0-1.email", "deal.amount"), List.of());

        assertThat(selected(filter, CONTACTS, OF_CONTACTS)).containsExactly("email");
        assertThat(selected(filter, DEALS, OF_DEALS)).containsExactly("amount");
    }

    @Test
    void refusesEveryMisspeltNameWithASuggestion() {
        var filter = filter(List.of("emial", "city"), List.of("deals.amuont"));

        assertThatThrownBy(() -> filter.requireKnown(KNOWN, true))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROPERTY_UNKNOWN))
                .hasMessageContaining("emial. Did you mean email?")
                .hasMessageContaining("deals.amuont. Did you mean amount?");
    }

    @Test
    void aNameOfOneTypeIsNotMissedInTheOthersAndAnExcludedWildcardMayMatchNothing() {
        assertThatCode(() -> filter(List.of("amount"), List.of("zz_*")).requireKnown(KNOWN, true))
                .doesNotThrowAnyException();
    }

    @Test
    void anIncludedWildcardThatMatchesNothingIsAnError() {
        assertThatThrownBy(() ->
                        filter(List.of("amount", "contacts.amo*"), List.of()).requireKnown(KNOWN, true))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PROPERTY_UNKNOWN))
                .hasMessageContaining("contacts.amo* matches");
    }

    @Test
    void anInclusionForOneTypeLeavesTheOthersWhole() {
        var filter = filter(List.of("contacts.email"), List.of());

        assertThat(selected(filter, CONTACTS, OF_CONTACTS)).containsExactly("email");
        assertThat(selected(filter, DEALS, OF_DEALS)).containsExactly("amount", "hs_object_id", "city");
    }

    @Test
    void aNameMayBelongToATypeThatCouldNotBeDiscovered() {
        filter(List.of("amount"), List.of()).requireKnown(Map.of(CONTACTS, names(OF_CONTACTS)), false);

        assertThatThrownBy(() -> filter(List.of("contacts.amount"), List.of())
                        .requireKnown(Map.of(CONTACTS, names(OF_CONTACTS)), false))
                .hasMessageContaining("contacts.amount");
    }

    @Test
    void sensitivePropertiesAreWantedOnlyWhereTheyAreAskedFor() {
        var some = List.of(
                property("email"),
                property("ssn", DataSensitivity.SENSITIVE),
                property("illness", DataSensitivity.HIGHLY_SENSITIVE));

        assertThat(selected(filter(List.of(), List.of()), CONTACTS, some)).containsExactly("email");
        assertThat(selected(filter(List.of("*"), List.of()), CONTACTS, some)).containsExactly("email");
        assertThat(selected(filter(List.of("*", "contacts.ssn"), List.of()), CONTACTS, some))
                .containsExactly("email", "ssn");
        var asked = new PropertyFilter(List.of(), List.of("illness"), List.of("*"));
        assertThat(selected(asked, CONTACTS, some)).containsExactly("email", "ssn");
        assertThat(filter(List.of(), List.of("ssn")).sensitiveOff(CONTACTS, some))
                .containsExactly("illness");
    }

    private static Set<String> names(List<PropertyDefinition> properties) {
        return properties.stream().map(PropertyDefinition::name).collect(Collectors.toSet());
    }

    private static PropertyFilter filter(List<String> include, List<String> exclude) {
        return new PropertyFilter(include, exclude);
    }

    private static List<String> selected(PropertyFilter filter, ObjectType type, List<PropertyDefinition> properties) {
        return filter.select(type, properties).stream()
                .map(PropertyDefinition::name)
                .toList();
    }

    private static List<PropertyDefinition> properties(String... names) {
        return Arrays.stream(names).map(PropertyFilterTest::property).toList();
    }

    private static PropertyDefinition property(String name) {
        return property(name, DataSensitivity.NON_SENSITIVE);
    }

    private static PropertyDefinition property(String name, DataSensitivity sensitivity) {
        return new PropertyDefinition(
                name, name, "", "", "string", "text", List.of(), "", sensitivity, false, false, true, false, false, 0);
    }
}
