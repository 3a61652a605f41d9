package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.configuration.DefaultSettings;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.junit.jupiter.api.Test;

/** What NiFi's own bundles tell about a processor before it is on the canvas. */
class ProcessorAnnotationsTest {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    private static List<Processor> processors() {
        return ServiceLoader.load(Processor.class).stream()
                .filter(provider -> provider.type().getName().startsWith("io.hubflow."))
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Those that ask HubSpot or a warehouse. */
    private static List<Processor> callers() {
        return processors().stream()
                .filter(VerifiableProcessor.class::isInstance)
                .toList();
    }

    private static Stream<ProcessorConfiguration> steps() {
        return processors().stream()
                .flatMap(processor ->
                        Arrays.stream(processor.getClass().getAnnotationsByType(MultiProcessorUseCase.class)))
                .flatMap(useCase -> Arrays.stream(useCase.configurations()));
    }

    private static String name(Processor processor) {
        return processor.getClass().getName();
    }

    @Test
    void everyProcessorIsInAUseCaseThatSaysHowItIsSetUp() {
        assertThat(processors()).hasSize(6);
        var inSteps = steps().map(ProcessorConfiguration::processorClassName).toList();
        assertThat(processors()).allSatisfy(processor -> {
            var own = processor.getClass().getAnnotationsByType(UseCase.class);
            assertThat(own.length > 0 || inSteps.contains(name(processor)))
                    .as(name(processor))
                    .isTrue();
            assertThat(own).allSatisfy(useCase -> {
                assertThat(useCase.description()).isNotBlank();
                assertThat(useCase.configuration()).isNotBlank();
            });
        });
        assertThat(processors()).extracting(ProcessorAnnotationsTest::name).containsAll(inSteps);
    }

    @Test
    void useCasesNameNoPropertyOrRelationshipThatIsNotThere() {
        var names = processors().stream()
                .flatMap(processor -> Stream.concat(
                        processor.getPropertyDescriptors().stream().map(PropertyDescriptor::getDisplayName),
                        processor.getRelationships().stream().map(Relationship::getName)))
                .toList();
        var texts = Stream.concat(
                processors().stream()
                        .flatMap(processor -> Arrays.stream(processor.getClass().getAnnotationsByType(UseCase.class)))
                        .map(UseCase::configuration),
                steps().map(ProcessorConfiguration::configuration));
        var examples = "contacts,companies,deals";

        assertThat(texts.flatMap(text -> QUOTED.matcher(text).results())
                        .map((MatchResult quoted) -> quoted.group(1))
                        .filter(quoted -> !quoted.equals(examples)))
                .hasSizeGreaterThan(10)
                .isSubsetOf(names);
    }

    @Test
    void aProcessorThatCallsSaysHowLongItYields() {
        assertThat(callers())
                .hasSize(5)
                .allSatisfy(processor -> assertThat(processor.getClass().getAnnotation(DefaultSettings.class))
                        .as(name(processor))
                        .isNotNull()
                        .satisfies(
                                settings -> assertThat(settings.yieldDuration()).matches("\\d+ (ms|sec)")));
    }

    @Test
    void aProcessorThatMovesRecordsSaysWhatItTakesOfTheMachine() {
        assertThat(callers())
                .filteredOn(processor -> processor
                                .getClass()
                                .getAnnotation(InputRequirement.class)
                                .value()
                        == InputRequirement.Requirement.INPUT_REQUIRED)
                .hasSize(2)
                .allSatisfy(processor -> assertThat(
                                processor.getClass().getAnnotationsByType(SystemResourceConsideration.class))
                        .as(name(processor))
                        .isNotEmpty()
                        .allSatisfy(taken -> assertThat(taken.description()).isNotBlank()));
    }
}
