package io.hubflow.hubspot;

import io.hubflow.error.ConnectorException;
import io.hubflow.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Calls about what a portal has beside its records: lists and their members, users, teams, roles, currencies. Each needs a
 * scope of its own, and not every portal has them. Thread-safe; see {@link HubSpotClient}.
 */
public final class PortalSettings {
    /** HubSpot's largest page of lists (OpenAPI document of lists). */
    private static final int LIST_PAGE = 500;

    /** The largest page of members that HubSpot's reference names; 250 may be allowed (unverified). */
    public static final int MEMBER_PAGE = 100;

    private static final int PAGE = 100;

    /** More pages than this of users, lists or rates mean a cursor that goes round. */
    private static final int MAX_PAGES = 10_000;

    private final Caller caller;
    private final ApiPaths paths;

    PortalSettings(Caller caller, ApiPaths paths) {
        this.caller = caller;
        this.paths = paths;
    }

    /** Every list of every object type, without members. */
    public List<RecordList> fetchLists() {
        return fetchLists(List.of());
    }

    /** Whether HubSpot has the list: false only when neither its search nor the list's own address knows the id. */
    public boolean hasList(String listId) {
        if (!fetchLists(List.of(listId)).isEmpty()) {
            return true;
        }
        try {
            fetchMembers(listId, Optional.empty());
            return true;
        } catch (ConnectorException e) {
            if (e.code() != ErrorCode.HUBSPOT_NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }

    private List<RecordList> fetchLists(List<String> ids) {
        var lists = new ArrayList<RecordList>();
        var offset = Optional.of(0);
        for (var pages = 0; offset.isPresent(); pages++) {
            requireEnd("lists", pages);
            var call = Call.postJson(
                    CallKind.OTHER, "lists", paths.listSearch(), Bodies.listSearch(offset.get(), LIST_PAGE, ids));
            var page = caller.call(call, SettingsReader::lists);
            lists.addAll(page.lists());
            offset = page.nextOffset();
        }
        return List.copyOf(lists);
    }

    /** One page of a list's members. */
    public MembershipPage fetchMembers(String listId, Optional<String> after) {
        var call = Call.get(CallKind.OTHER, "lists", paths.memberships(listId, MEMBER_PAGE, after));
        return caller.call(call, SettingsReader::members);
    }

    public List<PortalUser> fetchUsers() {
        return pages("users", after -> {
            var call = Call.get(CallKind.OTHER, "portal users", paths.users(PAGE, after));
            return caller.call(call, SettingsReader.page(SettingsReader::user));
        });
    }

    public List<PortalTeam> fetchTeams() {
        var call = Call.get(CallKind.OTHER, "teams", paths.teams());
        return List.copyOf(
                caller.call(call, SettingsReader.page(SettingsReader::team)).results());
    }

    public List<PortalRole> fetchRoles() {
        var call = Call.get(CallKind.OTHER, "roles", paths.roles());
        return List.copyOf(
                caller.call(call, SettingsReader.page(SettingsReader::role)).results());
    }

    public Currencies fetchCurrencies() {
        var company = caller.call(
                Call.get(CallKind.OTHER, "currencies", paths.companyCurrency()), SettingsReader::companyCurrency);
        var rates = pages("exchange rates", after -> {
            var call = Call.get(CallKind.OTHER, "currencies", paths.exchangeRates(PAGE, after));
            return caller.call(call, SettingsReader.page(SettingsReader::exchangeRate));
        });
        return new Currencies(company, rates);
    }

    private static <T> List<T> pages(String what, Function<Optional<String>, SettingsReader.ResultPage<T>> fetch) {
        var all = new ArrayList<T>();
        Optional<String> after = Optional.empty();
        var pages = 0;
        do {
            requireEnd(what, pages++);
            var page = fetch.apply(after);
            all.addAll(page.results());
            after = page.nextAfter();
        } while (after.isPresent());
        return List.copyOf(all);
    }

    private static void requireEnd(String what, int pages) {
        if (pages >= MAX_PAGES) {
            throw new ConnectorException(
                    ErrorCode.HUBSPOT_ANSWER_BROKEN,
                    "HubSpot's list of %s did not end after %d pages.".formatted(what, MAX_PAGES),
                    "The %s were not read.".formatted(what),
                    "");
        }
    }
}
