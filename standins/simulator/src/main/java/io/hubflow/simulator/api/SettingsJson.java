package io.hubflow.simulator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubflow.simulator.json.IsoTime;
import io.hubflow.simulator.portal.CrmList;
import io.hubflow.simulator.portal.Currencies;
import io.hubflow.simulator.portal.Owner;
import io.hubflow.simulator.portal.Pipeline;
import io.hubflow.simulator.portal.User;
import java.util.List;

/** Owners, users, teams, roles, lists and the like in the shapes of the API (source: OpenAPI). */
public final class SettingsJson {
    private SettingsJson() {}

    /** An owner, with its teams. */
    public static ObjectNode owner(Owner owner) {
        var json = Exchange.object()
                .put("id", String.valueOf(owner.id()))
                .put("email", owner.email())
                .put("type", "PERSON")
                .put("firstName", owner.firstName())
                .put("lastName", owner.lastName());
        if (!owner.archived()) {
            json.put("userId", owner.userId());
        }
        json.put("userIdIncludingInactive", owner.userId())
                .put("createdAt", IsoTime.text(owner.createdMillis()))
                .put("updatedAt", IsoTime.text(owner.updatedMillis()))
                .put("archived", owner.archived());
        if (!owner.teams().isEmpty()) {
            var teams = json.putArray("teams");
            owner.teams()
                    .forEach(team -> teams.addObject()
                            .put("id", team.id())
                            .put("name", team.name())
                            .put("primary", team.primary()));
        }
        return json;
    }

    /** A user; {@code roleId} is there when the user has one role. */
    public static ObjectNode user(User user) {
        var json = Exchange.object()
                .put("id", String.valueOf(user.id()))
                .put("email", user.email())
                .put("firstName", user.firstName())
                .put("lastName", user.lastName());
        if (user.roleIds().size() == 1) {
            json.put("roleId", user.roleIds().getFirst());
        }
        var roles = json.putArray("roleIds");
        user.roleIds().forEach(roles::add);
        if (!user.primaryTeamId().isEmpty()) {
            json.put("primaryTeamId", user.primaryTeamId());
        }
        var secondary = json.putArray("secondaryTeamIds");
        user.secondaryTeamIds().forEach(secondary::add);
        return json.put("superAdmin", user.superAdmin());
    }

    /** A team with the ids of its members. */
    public static ObjectNode team(User.Team team, List<User> users) {
        var json = Exchange.object().put("id", team.id()).put("name", team.name());
        var primary = json.putArray("userIds");
        var secondary = json.putArray("secondaryUserIds");
        for (User user : users) {
            if (user.primaryTeamId().equals(team.id())) {
                primary.add(String.valueOf(user.id()));
            } else if (user.secondaryTeamIds().contains(team.id())) {
                secondary.add(String.valueOf(user.id()));
            }
        }
        return json;
    }

    /** A role. */
    public static ObjectNode role(User.Role role) {
        return Exchange.object()
                .put("id", role.id())
                .put("name", role.name())
                .put("requiresBillingWrite", role.requiresBillingWrite());
    }

    /** An exchange rate. */
    public static ObjectNode rate(Currencies.Rate rate) {
        return Exchange.object()
                .put("id", String.valueOf(rate.id()))
                .put("fromCurrencyCode", rate.from())
                .put("toCurrencyCode", rate.to())
                .put("conversionRate", rate.rate())
                .put("effectiveAt", IsoTime.text(rate.effectiveMillis()))
                .put("visibleInUI", rate.visible())
                .put("createdAt", IsoTime.text(rate.effectiveMillis()))
                .put("updatedAt", IsoTime.text(rate.updatedMillis()));
    }

    /** A list, without what has to be asked for. */
    public static ObjectNode list(CrmList list) {
        return Exchange.object()
                .put("listId", list.id())
                .put("listVersion", list.version())
                .put("name", list.name())
                .put("objectTypeId", list.type().id())
                .put("processingStatus", "COMPLETE")
                .put("processingType", list.processing().name())
                .put("createdAt", IsoTime.text(list.createdMillis()))
                .put("updatedAt", IsoTime.text(list.updatedMillis()))
                .put("filtersUpdatedAt", IsoTime.text(list.createdMillis()))
                .put("createdById", "73074756")
                .put("updatedById", "73074756");
    }

    /** A pipeline with its stages. */
    public static ObjectNode pipeline(Pipeline pipeline) {
        var json = Exchange.object()
                .put("label", pipeline.label())
                .put("displayOrder", pipeline.displayOrder())
                .put("id", pipeline.id());
        var stages = json.putArray("stages");
        for (Pipeline.Stage stage : pipeline.stages()) {
            var node = stages.addObject()
                    .put("label", stage.label())
                    .put("displayOrder", stage.displayOrder())
                    .put("id", stage.id())
                    .put("createdAt", IsoTime.text(stage.createdMillis()))
                    .put("updatedAt", IsoTime.text(stage.updatedMillis()))
                    .put("archived", false)
                    .put("writePermissions", "CRM_PERMISSIONS_ENFORCEMENT");
            var metadata = node.putObject("metadata");
            stage.metadata().forEach(metadata::put);
        }
        return json.put("createdAt", IsoTime.text(pipeline.createdMillis()))
                .put("updatedAt", IsoTime.text(pipeline.updatedMillis()))
                .put("archived", false);
    }
}
