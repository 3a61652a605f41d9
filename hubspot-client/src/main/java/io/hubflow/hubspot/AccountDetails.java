package io.hubflow.hubspot;

/** The portal behind the token. @param timeZone IANA name; the daily limit is reset at its midnight */
public record AccountDetails(long portalId, String accountType, String timeZone, String uiDomain) {}
