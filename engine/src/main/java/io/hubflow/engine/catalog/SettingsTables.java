package io.hubflow.engine.catalog;

import static io.hubflow.engine.catalog.ReferenceTables.columns;
import static io.hubflow.engine.catalog.ReferenceTables.json;
import static io.hubflow.engine.catalog.ReferenceTables.kept;
import static io.hubflow.engine.catalog.ReferenceTables.row;

import io.hubflow.engine.destination.ReferenceTable;
import io.hubflow.hubspot.Currencies;
import io.hubflow.hubspot.PortalRole;
import io.hubflow.hubspot.PortalTeam;
import io.hubflow.hubspot.PortalUser;
import io.hubflow.hubspot.RecordList;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of what a portal has beside its records. What HubSpot no longer gives stays, marked as removed. */
public final class SettingsTables {
    public static final String USERS = "hubspot_users";
    public static final String TEAMS = "hubspot_teams";
    public static final String ROLES = "hubspot_roles";
    public static final String CURRENCIES = "hubspot_currencies";
    public static final String LISTS = "hubspot_lists";

    private static final int DECIMALS = 9;

    private SettingsTables() {}

    /** {@code id} is what {@code user_id} of an owner holds. */
    public static ReferenceTable users(List<PortalUser> users, long nowMillis) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var user : users) {
            rows.add(row(
                    user.id(),
                    user.email(),
                    user.firstName(),
                    user.lastName(),
                    json(user.roleIds()),
                    emptyIsNull(user.primaryTeamId()),
                    json(user.secondaryTeamIds()),
                    user.superAdmin(),
                    null));
        }
        var columns = columns("id email first_name last_name role_ids:JSON primary_team_id secondary_team_ids:JSON"
                + " super_admin:BOOLEAN removed_at:TIMESTAMP");
        return kept(USERS, columns, "", rows, nowMillis);
    }

    public static ReferenceTable teams(List<PortalTeam> teams, long nowMillis) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var team : teams) {
            rows.add(row(team.id(), team.name(), json(team.userIds()), json(team.secondaryUserIds()), null));
        }
        return kept(
                TEAMS,
                columns("id name user_ids:JSON secondary_user_ids:JSON removed_at:TIMESTAMP"),
                "",
                rows,
                nowMillis);
    }

    public static ReferenceTable roles(List<PortalRole> roles, long nowMillis) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var role : roles) {
            rows.add(row(role.id(), role.name(), role.requiresBillingWrite(), null));
        }
        return kept(ROLES, columns("id name requires_billing_write:BOOLEAN removed_at:TIMESTAMP"), "", rows, nowMillis);
    }

    /** A row for each exchange rate; {@code rate_text} holds every digit of it. */
    public static ReferenceTable currencies(Currencies currencies, long nowMillis) {
        var rows = new ArrayList<List<@Nullable Object>>();
        var company = emptyIsNull(currencies.companyCurrency());
        for (var rate : currencies.rates()) {
            rows.add(row(
                    rate.id(),
                    rate.fromCode(),
                    rate.toCode(),
                    rate.rate().map(SettingsTables::rounded).orElse(null),
                    rate.rate().map(BigDecimal::toPlainString).orElse(null),
                    rate.effectiveAt().orElse(null),
                    rate.visible(),
                    company,
                    null));
        }
        var columns = columns(
                "id from_code to_code rate:DECIMAL rate_text effective_at:TIMESTAMP visible:BOOLEAN company_currency"
                        + " removed_at:TIMESTAMP");
        return kept(CURRENCIES, columns, "", rows, nowMillis);
    }

    public static ReferenceTable lists(List<RecordList> lists, long nowMillis) {
        var rows = new ArrayList<List<@Nullable Object>>();
        for (var list : lists) {
            rows.add(row(
                    list.listId(),
                    list.name(),
                    list.objectTypeId(),
                    list.processingType(),
                    list.processingStatus(),
                    list.version(),
                    list.size().isPresent() ? (Object) list.size().getAsLong() : null,
                    list.createdAt().orElse(null),
                    list.updatedAt().orElse(null),
                    list.deletedAt().orElse(null),
                    null));
        }
        var columns = columns("list_id name object_type_id processing_type processing_status version:BIGINT size:BIGINT"
                + " created_at:TIMESTAMP updated_at:TIMESTAMP deleted_at:TIMESTAMP removed_at:TIMESTAMP");
        return kept(LISTS, columns, "", rows, nowMillis);
    }

    /** As near as a {@code DECIMAL} column holds it. */
    private static BigDecimal rounded(BigDecimal rate) {
        return rate.setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }

    private static @Nullable String emptyIsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
