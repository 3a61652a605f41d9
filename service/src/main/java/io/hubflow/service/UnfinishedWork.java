package io.hubflow.service;

import io.hubflow.engine.RunStatus;
import io.hubflow.engine.catalog.ReadableTypes;
import io.hubflow.engine.destination.DestinationStatus;
import io.hubflow.service.portal.PortalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which object types an earlier process began to load and did not finish. */
final class UnfinishedWork {
    /** How a run is recorded that was killed (nobody could record its end) or stopped. */
    private static final Set<String> UNFINISHED =
            Set.of(RunStatus.RUNNING.word(), RunStatus.KILLED.word(), RunStatus.INTERRUPTED.word());

    private final List<String> objectTypes = new ArrayList<>();

    /**
     * @param configured as the configuration names them
     * @param loaded those that are loaded whole
     */
    UnfinishedWork(DestinationStatus status, List<String> configured, List<String> loaded) {
        if (status.lastRuns().isEmpty()) {
            return;
        }
        status.lastRuns().forEach((type, run) -> {
            if (UNFINISHED.contains(run.status())) {
                objectTypes.add(type);
            }
        });
        // A load that was killed before its first commit has left no line: such an object type is just missing.
        configured.stream()
                .filter(type -> loaded.stream().noneMatch(type::equalsIgnoreCase) && !ReadableTypes.isAll(type))
                .forEach(objectTypes::add);
    }

    boolean concerns(PortalPlan.Job job) {
        return job.objectTypes().isEmpty()
                ? !objectTypes.isEmpty()
                : objectTypes.stream()
                        .anyMatch(type -> job.objectTypes().stream().anyMatch(type::equalsIgnoreCase));
    }
}
