package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.fetch.FetchHubSpotObjects;
import io.hubflow.nifi.list.ListArchivedHubSpotObjects;
import io.hubflow.nifi.list.ListHubSpotObjects;
import io.hubflow.nifi.put.PutHubSpotTable;
import io.hubflow.nifi.schema.GetHubSpotSchema;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A processor without its service cannot be started, and its warning on the canvas names the property. */
class MissingServiceTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                ListHubSpotObjects.class,
                ListArchivedHubSpotObjects.class,
                FetchHubSpotObjects.class,
                GetHubSpotSchema.class,
                PutHubSpotTable.class
            })
    void isNamed(Class<? extends Processor> processor) {
        var runner = TestRunners.newTestRunner(processor);
        runner.assertNotValid();
        assertThat(((MockProcessContext) runner.getProcessContext()).validate())
                .filteredOn(result -> !result.isValid())
                .anySatisfy(result -> assertThat(result.getSubject()).endsWith("Service"));
    }
}
