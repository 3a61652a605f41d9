package io.hubflow.service;

import io.hubflow.engine.RunStatus;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.service.portal.PortalPlan;
import io.hubflow.service.status.ConfiguredTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which object types an earlier process began to load and did not finish. */
final class UnfinishedWork {
    /** How a run is recorded that was killed (nobody could record its end) or stopped. */
    private static final Set<String> UNFINISHED =
            Set.of(RunStatus.RUNNING.word(), RunStatus.KILLED.word(), RunStatus.INTERRUPTED.word());

    private final ConfiguredTypes configured;
    private final Set<String> objectTypes = new HashSet<>();

    /** @param loaded those that are loaded whole */
    UnfinishedWork(DestinationStatus status, ConfiguredTypes configured, List<String> loaded) {
        this.configured = configured;
        if (status.lastRuns().isEmpty()) {
            return;
        }
        status.lastRuns().forEach((type, run) -> {
            if (UNFINISHED.contains(run.status()) && configured.contains(type)) {
                objectTypes.add(type);
            }
        });
        // A load that was killed before its first commit has left no line: such an object type is just missing.
        configured.names().stream().filter(type -> !loaded.contains(type)).forEach(objectTypes::add);
    }

    boolean concerns(PortalPlan.Job job) {
        return job.objectTypes().isEmpty()
                ? !objectTypes.isEmpty()
                : objectTypes.stream().anyMatch(configured.namesOf(job.objectTypes())::contains);
    }
}
