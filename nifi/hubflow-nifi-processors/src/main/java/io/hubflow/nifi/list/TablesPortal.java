package io.hubflow.nifi.list;

import io.hubflow.engine.catalog.ObjectType;
import io.hubflow.engine.checkpoint.PortalIdentity;
import io.hubflow.engine.destination.Checkpoint;
import io.hubflow.engine.identity.PortalGuard;
import io.hubflow.engine.identity.TypeNames;
import io.hubflow.error.ConnectorException;
import io.hubflow.nifi.Bulletins;
import io.hubflow.nifi.CanvasText;
import io.hubflow.nifi.HubSpotProcessorProperties;
import java.util.List;
import java.util.Optional;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;

/**
 * The portal that the tables belong to, asked before anything is read for them.
 *
 * @param identity what is known of it
 * @param checkpoints what lies beside the rows
 */
public record TablesPortal(PortalIdentity identity, List<Checkpoint> checkpoints) {
    private static final String PART = "(portal)";

    public TablesPortal {
        checkpoints = List.copyOf(checkpoints);
    }

    /** 0 when HubSpot did not tell. */
    public long id() {
        return identity.portalId();
    }

    /** The same type under the name and with the table that it has there. */
    public ObjectType bind(ObjectType type) {
        return new TypeNames(identity.types(), checkpoints, sentence -> {}).bind(type);
    }

    /** Empty when the tables belong to another portal, or it cannot be found out now: a bulletin says why. */
    public static Optional<TablesPortal> find(
            ProcessContext context, ComponentLog log, Bulletins bulletins, Rounds rounds) {
        if (!rounds.isDue(PART)) {
            return Optional.empty();
        }
        try (var opened = HubSpotProcessorProperties.openDestination(context)) {
            var destination = opened.destination();
            var checkpoints = destination.loadCheckpoints();
            var verdict = new PortalGuard(HubSpotProcessorProperties.client(context), destination).require(checkpoints);
            rounds.forget(PART);
            bulletins.over(PART);
            return Optional.of(new TablesPortal(verdict.identity(), checkpoints));
        } catch (ConnectorException e) {
            bulletins.error(log, PART + " " + e.code(), "Nothing was read. " + CanvasText.of(e));
            rounds.failed(PART);
            context.yield();
            return Optional.empty();
        }
    }
}
