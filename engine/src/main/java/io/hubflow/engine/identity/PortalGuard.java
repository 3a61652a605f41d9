package io.hubflow.engine.identity;

import io.hubflow.engine.checkpoint.ObjectState;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.checkpoint.StateCodec;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.destination.Destination;
import io.hubflow.engine.destination.KnownRecord;
import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import io.hubflow.hubspot.AccountDetails;
import io.hubflow.hubspot.HubSpotClient;
import io.hubflow.hubspot.Owner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Keeps the records of two portals out of one set of tables. Everything that writes asks it first: nothing, not even a
 * reference table, is written before {@link #require} has answered.
 *
 * <p>HubSpot's portal id decides where the token may read it. A service key may not be allowed to (account-info is documented
 * for OAuth alone). Then the tables' own records decide: some of them must exist in HubSpot with the same id and the same
 * creation time. Records that were deleted meanwhile prove nothing; what is neither known nor proven is refused. So it is with
 * rows whose checkpoints somebody dropped.
 *
 * <p>What {@code require} returns is to be committed as stream {@link PortalIdentity#STREAM}, in the same transaction as the
 * first rows or reference tables. Costs one call where HubSpot tells the portal id, else one or two more for each object type
 * that is compared, until one proves it.
 */
public final class PortalGuard {
    /** Rows taken from each table when what the checkpoints know of it is no evidence any more. */
    private static final int SAMPLED_ROWS = 100;

    private final HubSpotClient client;
    private final String description;
    private final IntFunction<Map<String, List<KnownRecord>>> sample;
    private final RecordEvidence evidence;

    /** @param tables asked for records only when the checkpoints hold too few that still exist */
    public PortalGuard(HubSpotClient client, Destination tables) {
        this(client, tables.description(), tables::sampleRecords);
    }

    /** For {@link #refuseOther} alone. @param description of the tables, for people */
    public PortalGuard(HubSpotClient client, String description) {
        this(client, description, perTable -> Map.of());
    }

    private PortalGuard(HubSpotClient client, String description, IntFunction<Map<String, List<KnownRecord>>> sample) {
        this.client = client;
        this.description = description;
        this.sample = sample;
        this.evidence = new RecordEvidence(client);
    }

    /**
     * What the guard found.
     *
     * @param identity to be recorded beside the rows
     * @param known whether it is recorded so already
     * @param nothingStored nothing of any portal is stored whose origin could be proven, so the checkpoints are not to be
     *     trusted either: every object type is to be loaded from the beginning
     */
    public record Verdict(PortalIdentity identity, boolean known, boolean nothingStored) {}

    /**
     * @param checkpoints all that the destination holds
     * @throws ConnectorException {@code PORTAL_MISMATCH} when the tables belong to another portal or may do so
     */
    public Verdict require(List<Checkpoint> checkpoints) {
        var stored = stored(checkpoints);
        var account = findAccount();
        var portalId = account.map(AccountDetails::portalId).orElse(0L);
        // The states of all object types are long, and only looked at where the portal's id does not decide.
        var states = stored.portalId() != 0 && portalId != 0 ? Map.<String, ObjectState>of() : states(checkpoints);
        var recorded = (stored.portalId() != 0 ? stored : stored.withPortal(portalOf(states)))
                .withTimeZone(account.map(AccountDetails::timeZone)
                        .filter(zone -> !zone.isEmpty())
                        .orElse(stored.timeZone()));
        if (portalId != 0 && recorded.portalId() != 0) {
            requireSame(portalId, recorded.portalId());
            return new Verdict(recorded, recorded.equals(stored), false);
        }
        if (states.isEmpty() && recorded.owners().isEmpty()) {
            requireNoRowsOfOthers(recorded);
            return new Verdict(recorded.withPortal(portalId), false, false);
        }
        var proven = requireProof(states, recorded);
        var identity = portalId == 0 ? recorded : recorded.withPortal(portalId);
        return new Verdict(identity, identity.equals(stored), !proven);
    }

    /**
     * For what writes nothing: refuses tables that certainly belong to another portal, and lets pass what {@link #require} would
     * have to look at the tables for.
     *
     * @throws ConnectorException {@code PORTAL_MISMATCH}
     */
    public void refuseOther(List<Checkpoint> checkpoints) {
        var states = states(checkpoints);
        var stored = stored(checkpoints);
        var recorded = stored.portalId() != 0 ? stored : stored.withPortal(portalOf(states));
        var portalId = findAccount().map(AccountDetails::portalId).orElse(0L);
        if (portalId != 0 && recorded.portalId() != 0) {
            requireSame(portalId, recorded.portalId());
        } else if (!states.isEmpty()) {
            var records = new LinkedHashMap<String, List<KnownRecord>>();
            states.forEach((type, state) -> records.put(type, state.knownRecords()));
            var found = evidence.compare(records, recorded.types());
            if (found.decides() && !found.isSamePortal()) {
                throw notProven(recorded, found.toString());
            }
        }
    }

    /** The identity's evidence for portals without records; at most {@link KnownRecord#KEPT} of them. */
    public static List<KnownRecord> known(List<Owner> owners) {
        return owners.stream()
                .filter(owner -> owner.id().matches("\\d{1,18}") && owner.createdAt() != null)
                .limit(KnownRecord.KEPT)
                .map(owner -> new KnownRecord(
                        Long.parseLong(owner.id()), owner.createdAt().toEpochMilli()))
                .toList();
    }

    private Optional<AccountDetails> findAccount() {
        try {
            return Optional.of(client.fetchAccount());
        } catch (ConnectorException e) {
            return switch (e.code()) {
                // Whether a service key may read the account is not documented (reference §7).
                case HUBSPOT_SCOPE_MISSING, HUBSPOT_NOT_FOUND, HUBSPOT_REQUEST_REFUSED -> Optional.empty();
                default -> throw e;
            };
        }
    }

    /** What is recorded of the portal that the rows came from. */
    public static PortalIdentity stored(List<Checkpoint> checkpoints) {
        return checkpoints.stream()
                .filter(checkpoint -> checkpoint.stream().equals(PortalIdentity.STREAM))
                .findFirst()
                .map(checkpoint -> StateCodec.read(PortalIdentity.STREAM, checkpoint.state(), PortalIdentity.class))
                .orElse(PortalIdentity.UNKNOWN);
    }

    /** By object type. */
    private static Map<String, ObjectState> states(List<Checkpoint> checkpoints) {
        var states = new TreeMap<String, ObjectState>();
        for (var checkpoint : checkpoints) {
            if (ObjectState.isIn(checkpoint)) {
                states.put(checkpoint.stream(), StateCodec.read(checkpoint, ObjectState.class));
            }
        }
        return states;
    }

    /** Versions before the identity was recorded wrote the portal id into each object type's state. */
    private long portalOf(Map<String, ObjectState> states) {
        var typesByPortal = new TreeMap<Long, List<String>>();
        states.forEach((type, state) -> {
            if (state.portalId() != 0) {
                typesByPortal
                        .computeIfAbsent(state.portalId(), id -> new ArrayList<>())
                        .add(type);
            }
        });
        if (typesByPortal.size() > 1) {
            throw new ConnectorException(
                    ErrorCode.PORTAL_MISMATCH,
                    "The tables in " + description + " come from several portals: " + typesByPortal + ".",
                    "An earlier version has loaded them side by side. Nothing was read or written.",
                    "Load each portal into a destination of its own.");
        }
        return typesByPortal.isEmpty() ? 0 : typesByPortal.firstKey();
    }

    private void requireSame(long portalId, long recorded) {
        if (portalId != recorded) {
            throw new ConnectorException(
                    ErrorCode.PORTAL_MISMATCH,
                    "The token is for portal " + portalId + ", but the tables in " + description + " belong to portal "
                            + recorded + ".",
                    "Two portals in one table would mix their records, so nothing was written.",
                    "Use the other token, or another destination for this portal.");
        }
    }

    /** Rows without a checkpoint are there when somebody dropped the table of the checkpoints. */
    private void requireNoRowsOfOthers(PortalIdentity recorded) {
        var rows = sample.apply(SAMPLED_ROWS);
        if (rows.isEmpty()) {
            return;
        }
        var found = evidence.compare(rows, recorded.types());
        if (!found.isSamePortal()) {
            throw new ConnectorException(
                    ErrorCode.PORTAL_MISMATCH,
                    "The tables in " + description
                            + " hold records, but not which portal these come from, and the token does"
                            + " not prove that it is for that portal. " + found,
                    "Somebody may have dropped _hubflow_checkpoints. Two portals in one table would mix their records, so"
                            + " nothing was written.",
                    "Use the token of the portal that was loaded, or another destination for this one. If all of these"
                            + " records were deleted in HubSpot, drop their tables: they are loaded again.");
        }
    }

    /** False when there is nothing that could prove anything: no table has a row. */
    private boolean requireProof(Map<String, ObjectState> states, PortalIdentity recorded) {
        var records = new LinkedHashMap<String, List<KnownRecord>>();
        states.forEach((type, state) -> records.put(type, state.knownRecords()));
        var found = evidence.compare(records, recorded.types());
        if (!found.decides()) {
            var rows = sample.apply(SAMPLED_ROWS);
            if (rows.isEmpty() && found.compared() == 0) {
                requireOwners(recorded);
                return false;
            }
            found = found.plus(evidence.compare(rows, recorded.types()));
        }
        if (!found.isSamePortal()) {
            throw notProven(recorded, found.toString());
        }
        return true;
    }

    /** Owners alone prove no sameness that could matter to rows, but different ones prove another portal. */
    private void requireOwners(PortalIdentity recorded) {
        if (recorded.portalId() != 0) {
            throw notProven(recorded, "There is no record that could be compared.");
        }
        if (recorded.owners().isEmpty()) {
            return;
        }
        var now = findOwners();
        if (!now.isEmpty() && recorded.owners().stream().noneMatch(now::contains)) {
            throw notProven(recorded, "Of the " + recorded.owners().size() + " owners that are known, none is there.");
        }
    }

    private List<KnownRecord> findOwners() {
        try {
            return client.fetchOwners().stream()
                    .flatMap(owner -> known(List.of(owner)).stream())
                    .toList();
        } catch (ConnectorException e) {
            if (e.code() == ErrorCode.HUBSPOT_SCOPE_MISSING) {
                return List.of();
            }
            throw e;
        }
    }

    private ConnectorException notProven(PortalIdentity recorded, String comparison) {
        var whose = recorded.portalId() == 0 ? "a portal whose id is not known" : "portal " + recorded.portalId();
        return new ConnectorException(
                ErrorCode.PORTAL_MISMATCH,
                "The token does not prove that it is for the portal whose records are in " + description + ", which is "
                        + whose + ". " + comparison,
                "Two portals in one table would mix their records, so nothing was written.",
                "Use the token of the portal that was loaded first, or another destination for this portal. A key that may"
                        + " read account-info proves the portal by its id.");
    }
}
