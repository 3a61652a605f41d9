package io.hubflow.hubspot;

import java.util.List;
import java.util.Optional;

/** One page of a list's members. @param nextAfter absent on the last page */
public record MembershipPage(List<Membership> members, Optional<String> nextAfter) {
    public MembershipPage {
        members = List.copyOf(members);
    }

    /** @param joinedAtMillis when the record came into the list; {@link Long#MIN_VALUE} when HubSpot does not tell */
    public record Membership(long recordId, long joinedAtMillis) {}
}
