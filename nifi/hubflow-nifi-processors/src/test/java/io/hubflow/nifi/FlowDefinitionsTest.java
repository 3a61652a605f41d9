package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.nifi.components.ConfigurableComponent;
import org.apache.nifi.components.PropertyDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flow definitions as an administrator imports them. */
class FlowDefinitionsTest {
    private static final String DUCKDB = "HubSpot-to-DuckDB.json";
    private static final String SNOWFLAKE = "HubSpot-to-Snowflake.json";

    @ParameterizedTest
    @ValueSource(strings = {DUCKDB, SNOWFLAKE})
    void eachFailureHasAWayBackOfItsOwn(String file) throws IOException {
        var flow = read(file).path("flowContents");
        var waysBack = new HashSet<String>();

        assertThat(flow.path("funnels")).isEmpty();
        for (var connection : flow.path("connections")) {
            if (connection.path("selectedRelationships").toString().contains("failure")) {
                var back = processor(flow, connection.at("/destination/id").asText());
                assertThat(back.path("scheduledState").asText()).isEqualTo("DISABLED");
                assertThat(connection.path("name").asText()).contains("need a person");
                assertThat(waysBack.add(back.path("name").asText())).isTrue();
                assertThat(targets(flow, back))
                        .containsExactly(connection.at("/source/id").asText());
            }
        }
        assertThat(waysBack).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {DUCKDB, SNOWFLAKE})
    void whatPlansAsksTheDestinationThatIsWritten(String file) throws IOException {
        var flow = read(file).path("flowContents");
        var written = new ArrayList<String>();
        var planned = new ArrayList<String>();
        for (var processor : flow.path("processors")) {
            processor.path("properties").properties().forEach(property -> {
                switch (property.getKey()) {
                    case "Connection Service" -> written.add(property.getValue().asText());
                    case "Destination Service" ->
                        planned.add(property.getValue().asText());
                    default -> {}
                }
            });
        }

        assertThat(written).hasSize(1);
        assertThat(planned).hasSize(3).containsOnly(written.get(0));
    }

    @Test
    void parametersThatDifferByDestinationAreInAContextOfItsOwn() throws IOException {
        var shared = new ArrayList<>(contexts(DUCKDB));
        shared.retainAll(contexts(SNOWFLAKE));

        assertThat(shared).containsExactlyInAnyOrder("HubSpot Source Parameters", "HubSpot Ingestion Parameters");
        for (var context : shared) {
            for (var file : List.of(DUCKDB, SNOWFLAKE)) {
                assertThat(read(file).path("parameterContexts").path(context).path("parameters"))
                        .noneMatch(parameter -> parameter.path("name").asText().equals("Merge Schedule"));
                assertThat(read(file).path("parameterContexts").path(context).path("inheritedParameterContexts"))
                        .as("a context that is there already is taken as it is")
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {DUCKDB, SNOWFLAKE})
    void everyParameterIsUsedAndWhatConcernsDeletesIsTheSameEverywhere(String file) throws IOException {
        var flow = read(file);
        var text = flow.path("flowContents").toString();
        for (var context : flow.path("parameterContexts")) {
            for (var parameter : context.path("parameters")) {
                assertThat(text).contains("#{" + parameter.path("name").asText() + "}");
            }
        }
        for (var processor : flow.path("flowContents").path("processors")) {
            if (processor.path("propertyDescriptors").has("Deletes")) {
                assertThat(processor.at("/properties/Deletes").asText()).isEqualTo("#{Deletes}");
            }
        }
        assertThat(flow.at("/parameterContexts/HubSpot Ingestion Parameters/parameters"))
                .extracting(parameter -> parameter.path("name").asText())
                .contains("Associations", "Deletes", "Property History");
    }

    @ParameterizedTest
    @ValueSource(strings = {DUCKDB, SNOWFLAKE})
    void componentsHaveThePropertiesThatAreSetOnThem(String file) throws IOException {
        var flow = read(file).path("flowContents");
        var checked = 0;
        for (var kind : List.of("processors", "controllerServices")) {
            for (var component : flow.path(kind)) {
                var known = properties(component.path("type").asText());
                if (known.isPresent()) {
                    component
                            .path("properties")
                            .properties()
                            .forEach(property -> assertThat(known.get())
                                    .as(component.path("name").asText())
                                    .containsKey(property.getKey())
                                    .extractingByKey(property.getKey())
                                    .isEqualTo(component
                                            .at("/propertyDescriptors/" + property.getKey() + "/sensitive")
                                            .asBoolean()));
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {DUCKDB, SNOWFLAKE})
    void personalDataIsSetOnceForAllProcessorsAndItsSaltIsSensitive(String file) throws IOException {
        var flow = read(file);
        var service = flow.at("/flowContents/controllerServices").findParents("type").stream()
                .filter(one -> one.path("type").asText().endsWith("StandardHubSpotClientService"))
                .findFirst()
                .orElseThrow();
        for (var name : List.of("Hash Properties", "Mask Properties", "Drop Properties", "Hash Salt")) {
            assertThat(service.path("properties").path(name).asText()).isEqualTo("#{" + name + "}");
        }
        assertThat(flow.at("/parameterContexts/HubSpot Ingestion Parameters/parameters"))
                .filteredOn(parameter -> parameter.path("sensitive").asBoolean())
                .extracting(parameter -> parameter.path("name").asText())
                .containsExactly("Hash Salt");
    }

    /** Whether each property of a component is sensitive; empty for one that is in another module. */
    private static Optional<Map<String, Boolean>> properties(String type) {
        try {
            var component =
                    (ConfigurableComponent) Class.forName(type).getConstructor().newInstance();
            return Optional.of(component.getPropertyDescriptors().stream()
                    .collect(Collectors.toMap(PropertyDescriptor::getName, PropertyDescriptor::isSensitive)));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static List<String> contexts(String file) throws IOException {
        var names = new ArrayList<String>();
        read(file).path("parameterContexts").properties().forEach(context -> names.add(context.getKey()));
        return names;
    }

    private static List<String> targets(JsonNode flow, JsonNode processor) {
        var targets = new ArrayList<String>();
        for (var connection : flow.path("connections")) {
            if (connection.at("/source/id").equals(processor.path("identifier"))) {
                targets.add(connection.at("/destination/id").asText());
            }
        }
        return targets;
    }

    private static JsonNode processor(JsonNode flow, String id) {
        for (var processor : flow.path("processors")) {
            if (processor.path("identifier").asText().equals(id)) {
                return processor;
            }
        }
        throw new AssertionError("no processor " + id);
    }

    private static JsonNode read(String file) throws IOException {
        return new ObjectMapper().readTree(Path.of("..", "flows", file).toFile());
    }
}
