package io.hubflow.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubflow.engine.destination.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeferredCheckpointsTest {
    @TempDir
    Path folder;

    @Test
    void survivesARestart() {
        var checkpoint = new Checkpoint("contacts", 8, "{\"cursor\":\"é\"}");
        DeferredCheckpoints.open(folder, "a").add(5, checkpoint, Instant.EPOCH);
        var reopened = DeferredCheckpoints.open(folder, "a");
        assertThat(reopened.find("contacts", 5)).contains(checkpoint);
        assertThat(reopened.oldest()).contains(Instant.EPOCH);
        assertThat(DeferredCheckpoints.open(folder, "b").find("contacts", 5)).isEmpty();
    }

    @Test
    void countsForNothingOnceTheWarehouseMovedOn() {
        var held = DeferredCheckpoints.open(folder, "a");
        held.add(5, new Checkpoint("contacts", 6, "{}"), Instant.EPOCH);
        assertThat(held.find("contacts", 4)).isEmpty();
        assertThat(held.find("contacts", 6)).isEmpty();
    }

    @Test
    void keepsTheTimeOfTheFirstThatWaits() {
        var held = DeferredCheckpoints.open(folder, "a");
        held.add(5, new Checkpoint("contacts", 6, "{}"), Instant.EPOCH);
        held.add(5, new Checkpoint("contacts", 7, "{}"), Instant.EPOCH.plusSeconds(9));
        assertThat(held.oldest()).contains(Instant.EPOCH);
        held.remove(List.of(new Checkpoint("contacts", 7, "{}")));
        assertThat(DeferredCheckpoints.open(folder, "a").oldest()).isEmpty();
    }

    @Test
    void startsAnewWithADamagedFile() throws Exception {
        DeferredCheckpoints.open(folder, "a").add(5, new Checkpoint("contacts", 6, "{}"), Instant.EPOCH);
        try (var files = Files.list(folder)) {
            Files.writeString(files.findFirst().orElseThrow(), "[{\"stream\":");
        }
        assertThat(DeferredCheckpoints.open(folder, "a").oldest()).isEmpty();
    }

    @Test
    void aCheckpointFollowsTheOneThatWaitsOrElseTheStoredOne() {
        var held = DeferredCheckpoints.open(folder, "a");
        held.add(5, new Checkpoint("contacts", 6, "{}"), Instant.EPOCH);
        var contacts7 = List.of(new Checkpoint("contacts", 7, "{}"));

        assertThat(held.misplaced(contacts7, stream -> 5)).isEmpty();
        assertThat(held.misplaced(contacts7, stream -> 6)).isEmpty();
        assertThat(held.misplaced(contacts7, stream -> 8)).isEqualTo("contacts is at checkpoint 8, not 6");
        assertThat(held.misplaced(List.of(new Checkpoint("deals", 1, "{}")), stream -> 0))
                .isEmpty();
    }

    @Test
    void everyMisplacedCheckpointIsNamed() {
        var held = DeferredCheckpoints.open(folder, "a");

        assertThat(held.misplaced(
                        List.of(new Checkpoint("contacts", 9, "{}"), new Checkpoint("deals", 2, "{}")), stream -> 3))
                .isEqualTo("contacts is at checkpoint 3, not 8, deals is at checkpoint 3, not 1");
    }
}
