package io.hubflow.engine.filter;

import io.hubflow.hubspot.SearchRequest;
import java.util.List;
import java.util.Optional;

/** How many groups and conditions HubSpot takes in one search (reference §4), less those that the engine adds to each group. */
final class FilterLimits {
    private FilterLimits() {}

    /**
     * @param added the conditions that the engine adds to each group, see {@link RecordFilter#shortened}
     * @return what is too much, as a sentence without its end
     */
    static Optional<String> problem(Where where, int added) {
        var groups = where.groups().size();
        var conditions = where.groups().stream().mapToInt(List::size).sum();
        var most = SearchRequest.MAX_FILTERS - added * groups;
        var mostInGroup = SearchRequest.MAX_FILTERS_IN_GROUP - added;
        var largest = where.groups().stream().mapToInt(List::size).max().orElse(0);
        if (groups > SearchRequest.MAX_GROUPS) {
            return Optional.of(groups + " groups are joined by OR; HubSpot takes at most " + SearchRequest.MAX_GROUPS);
        }
        if (largest > mostInGroup) {
            return Optional.of(largest + " conditions are joined by AND; at most " + mostInGroup
                    + " can be: HubSpot takes " + SearchRequest.MAX_FILTERS_IN_GROUP + " and hubflow adds " + added
                    + " to read part by part");
        }
        if (conditions > most) {
            return Optional.of("there are " + conditions + " conditions in " + groups + " groups; at most " + most
                    + " can be: HubSpot takes " + SearchRequest.MAX_FILTERS + " and hubflow adds " + added
                    + " to each group to read part by part");
        }
        return Optional.empty();
    }
}
