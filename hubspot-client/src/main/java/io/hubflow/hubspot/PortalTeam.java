package io.hubflow.hubspot;

import java.util.List;

/** A team of users. @param userIds those whose main team it is @param secondaryUserIds its other members */
public record PortalTeam(String id, String name, List<String> userIds, List<String> secondaryUserIds) {
    public PortalTeam {
        userIds = List.copyOf(userIds);
        secondaryUserIds = List.copyOf(secondaryUserIds);
    }
}
