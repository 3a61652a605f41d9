package io.hubflow.simulator.portal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pipelines of each object type. Guarded by the portal's lock. */
public final class Pipelines {
    private static final long CREATED = Population.FIRST_MILLIS;

    private final Map<String, List<Pipeline>> byTypeId = new HashMap<>();

    Pipelines() {
        byTypeId.put("0-3", new ArrayList<>(List.of(sales(), renewals())));
        byTypeId.put("0-5", new ArrayList<>(List.of(support())));
        byTypeId.put("0-136", new ArrayList<>(List.of(simple("lead-pipeline-id", "Lead pipeline", "new-stage-id"))));
        byTypeId.put("0-123", new ArrayList<>(List.of(simple("14a2e10e-order", "Order pipeline", "open-order"))));
        byTypeId.put("0-162", new ArrayList<>(List.of(simple("service-pipeline", "Service pipeline", "new-service"))));
        byTypeId.put("0-410", new ArrayList<>(List.of(simple("course-pipeline", "Course pipeline", "planned"))));
        byTypeId.put("0-420", new ArrayList<>(List.of(simple("listing-pipeline", "Listing pipeline", "listed"))));
        byTypeId.put("0-421", new ArrayList<>(List.of(simple("appointment-pipeline", "Appointments", "booked"))));
        byTypeId.put("0-970", new ArrayList<>(List.of(simple("project-pipeline", "Project pipeline", "started"))));
        byTypeId.put("0-2", new ArrayList<>(List.of(simple("companies-lifecycle-pipeline", "Lifecycle", "lead"))));
        byTypeId.put("0-1", new ArrayList<>(List.of(simple("contacts-lifecycle-pipeline", "Lifecycle", "lead"))));
    }

    /** The pipelines of a type; empty when it has none. */
    public List<Pipeline> of(ObjectType type) {
        return List.copyOf(byTypeId.getOrDefault(type.id(), List.of()));
    }

    /** Replaces the pipeline of the same id. */
    public void replace(ObjectType type, Pipeline edited) {
        require(type, edited.id()).replaceAll(p -> p.id().equals(edited.id()) ? edited : p);
    }

    /** Removes a pipeline and its stages. */
    public void delete(ObjectType type, String pipelineId) {
        require(type, pipelineId).removeIf(p -> p.id().equals(pipelineId));
    }

    /** Removes a stage from its pipeline. */
    public void deleteStage(ObjectType type, String stageId) {
        var pipeline = of(type).stream()
                .filter(candidate ->
                        candidate.stages().stream().anyMatch(stage -> stage.id().equals(stageId)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.plural() + " have no stage " + stageId));
        replace(type, pipeline.withoutStage(stageId));
    }

    private List<Pipeline> require(ObjectType type, String pipelineId) {
        var pipelines = byTypeId.get(type.id());
        if (pipelines == null || pipelines.stream().noneMatch(p -> p.id().equals(pipelineId))) {
            throw new IllegalArgumentException(type.plural() + " have no pipeline " + pipelineId);
        }
        return pipelines;
    }

    private static Pipeline sales() {
        return new Pipeline(
                "default",
                "Sales Pipeline",
                0,
                CREATED,
                CREATED,
                List.of(
                        deal("appointmentscheduled", "Appointment scheduled", 0, "0.2"),
                        deal("qualifiedtobuy", "Qualified to buy", 1, "0.4"),
                        deal("presentationscheduled", "Presentation scheduled", 2, "0.6"),
                        deal("decisionmakerboughtin", "Decision maker bought in", 3, "0.8"),
                        deal("contractsent", "Contract sent", 4, "0.9"),
                        deal("closedwon", "Closed won", 5, "1.0"),
                        deal("closedlost", "Closed lost", 6, "0.0")));
    }

    private static Pipeline renewals() {
        return new Pipeline(
                "75e28846-ad0d-4be2-a027-5e1da6590b98",
                "Renewals",
                1,
                CREATED,
                CREATED,
                List.of(
                        deal("193465112", "Upcoming", 0, "0.5"),
                        deal("193465113", "Renewed", 1, "1.0"),
                        deal("193465114", "Churned", 2, "0.0")));
    }

    private static Pipeline support() {
        return new Pipeline(
                "0",
                "Support Pipeline",
                0,
                CREATED,
                CREATED,
                List.of(
                        ticket("1", "New", 0, "OPEN"),
                        ticket("2", "Waiting on contact", 1, "OPEN"),
                        ticket("3", "Waiting on us", 2, "OPEN"),
                        ticket("4", "Closed", 3, "CLOSED")));
    }

    private static Pipeline simple(String id, String label, String stageId) {
        return new Pipeline(
                id,
                label,
                0,
                CREATED,
                CREATED,
                List.of(new Pipeline.Stage(stageId, stageId, 0, Map.of("state", "NOT_STARTED"), CREATED, CREATED)));
    }

    private static Pipeline.Stage deal(String id, String label, int order, String probability) {
        boolean closed = probability.equals("1.0") || probability.equals("0.0");
        return new Pipeline.Stage(
                id,
                label,
                order,
                Map.of("isClosed", String.valueOf(closed), "probability", probability),
                CREATED,
                CREATED);
    }

    private static Pipeline.Stage ticket(String id, String label, int order, String state) {
        return new Pipeline.Stage(
                id,
                label,
                order,
                Map.of("ticketState", state, "isClosed", String.valueOf(state.equals("CLOSED"))),
                CREATED,
                CREATED);
    }
}
