package io.hubflow.service;

import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import java.time.Duration;
import java.util.List;

/**
 * When a portal is loaded.
 *
 * @param jobs groups of object types with their schedules; the first one is what "run now" means
 * @param lagBound an object type whose settled moment is longer ago counts as late
 */
public record PortalPlan(List<Job> jobs, ScheduleRules rules, Duration lagBound) {
    /** @param objectTypes empty = all that the configuration names */
    public record Job(String name, List<String> objectTypes, Schedule schedule) {
        public Job {
            objectTypes = List.copyOf(objectTypes);
        }
    }

    public PortalPlan {
        jobs = List.copyOf(jobs);
    }
}
