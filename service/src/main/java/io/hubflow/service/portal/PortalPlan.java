package io.hubflow.service.portal;

import io.hubflow.service.schedule.LagBound;
import io.hubflow.service.schedule.Schedule;
import io.hubflow.service.schedule.ScheduleRules;
import java.util.List;

/**
 * When a portal is loaded, and when its tables are compared with HubSpot.
 *
 * @param jobs groups of object types with their schedules; the first one is what "run now" means
 * @param verification begins once an object type is loaded whole: before, there is nothing to compare
 * @param lagBound when an object type counts as late
 */
public record PortalPlan(List<Job> jobs, Schedule verification, ScheduleRules rules, LagBound lagBound) {
    /** The name of the job that verifies. */
    public static final String VERIFY = "verify";

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
