package io.hubflow.nifi;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.nifi.fetch.FetchHubSpotObjects;
import io.hubflow.nifi.put.PutHubSpotTable;
import org.apache.nifi.processor.Relationship;
import org.junit.jupiter.api.Test;

/** NiFi writes the relationships into the NAR in the order in which they come. */
class RelationshipOrderTest {
    @Test
    void relationshipsComeInTheSameOrderInEachJvm() {
        assertThat(new FetchHubSpotObjects().getRelationships())
                .extracting(Relationship::getName)
                .containsExactly("success", "original", "retry", "failure");
        assertThat(new PutHubSpotTable().getRelationships())
                .extracting(Relationship::getName)
                .containsExactly("success", "retry", "failure");
    }
}
