package io.hubflow.simulator.portal;

import java.util.List;
import java.util.Map;

/**
 * A pipeline and its stages.
 *
 * @param updatedMillis epoch milliseconds of the last edit
 */
public record Pipeline(
        String id, String label, int displayOrder, long createdMillis, long updatedMillis, List<Stage> stages) {

    /** Copies the stages. */
    public Pipeline {
        stages = List.copyOf(stages);
    }

    /**
     * A stage.
     *
     * @param metadata texts, as HubSpot sends them ({@code "isClosed":"true"}, {@code "ticketState":"OPEN"})
     */
    public record Stage(
            String id,
            String label,
            int displayOrder,
            Map<String, String> metadata,
            long createdMillis,
            long updatedMillis) {

        /** Copies the metadata. */
        public Stage {
            metadata = Map.copyOf(metadata);
        }
    }

    /** This pipeline under another label, edited at an instant. */
    public Pipeline relabelled(String newLabel, long nowMillis) {
        return new Pipeline(id, newLabel, displayOrder, createdMillis, nowMillis, stages);
    }

    /** This pipeline without a stage; it does not count as edited. */
    public Pipeline withoutStage(String stageId) {
        var kept = stages.stream().filter(stage -> !stage.id().equals(stageId)).toList();
        return new Pipeline(id, label, displayOrder, createdMillis, updatedMillis, kept);
    }
}
