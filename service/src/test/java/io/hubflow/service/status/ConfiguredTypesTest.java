package io.hubflow.service.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.checkpoint.TypeBinding;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredTypesTest {
    private static final TypeBinding MACHINE =
            new TypeBinding("2-345", "machine", "machine", List.of("2-345", "p111_machine", "machine", "machines"));

    @Test
    void aTypeIsKnownByAnyOfItsNames() {
        var types = new ConfiguredTypes(List.of("Contact", "Line Items", "Machines"), List.of(MACHINE));

        assertThat(types.names()).containsExactlyInAnyOrder("contacts", "line_items", "machine");
        assertThat(types.contains("machine")).isTrue();
        assertThat(types.contains("deals")).isFalse();
    }

    @Test
    void aCustomTypeThatWasNeverLoadedGoesByWhatIsWrittenUntilHubSpotIsAsked() {
        var types = new ConfiguredTypes(List.of("contacts", "machines"), List.of());

        assertThat(types.names()).containsExactlyInAnyOrder("contacts", "machines");
        assertThat(types.certainNames()).containsExactly("contacts");
    }

    @Test
    void allNamesNoneAndContainsEach() {
        var types = new ConfiguredTypes(List.of("all"), List.of());

        assertThat(types.names()).isEmpty();
        assertThat(types.contains("deals")).isTrue();
    }
}
