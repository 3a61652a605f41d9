package io.hubflow.engine.destination;

import java.time.Instant;

/** A record that no row could be made of, kept whole in {@code _hubflow_quarantine}. */
public record QuarantinedRow(String objectType, String id, String reason, String json, Instant readAt) {}
