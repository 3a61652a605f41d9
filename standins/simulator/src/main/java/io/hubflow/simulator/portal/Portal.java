package io.hubflow.simulator.portal;

import io.hubflow.simulator.portal.PortalSettings.NewIds;
import io.hubflow.simulator.time.SimulatorClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HubSpot account. Everything in it is read inside {@link #read(Supplier)} and changed inside
 * {@link #write(Supplier)}, which makes it safe for many threads.
 */
public final class Portal {
    /** How long archived records can be restored (source: objects guide). */
    private static final long BIN_MILLIS = Duration.ofDays(90).toMillis();

    private final PortalSettings settings;
    private final SimulatorClock clock;
    private final TypeTable types;
    private final Map<ObjectType, ObjectStore> stores = new ConcurrentHashMap<>();
    private final Map<ObjectType, PropertyCatalog> catalogs = new ConcurrentHashMap<>();
    private final Owners owners = new Owners();
    private final Users users = new Users(owners.all());
    private final Currencies currencies = new Currencies();
    private final Pipelines pipelines = new Pipelines();
    private final Links links = new Links(this::store);
    private final History history = new History(this::store);
    private final CrmLists lists = new CrmLists(this);
    private final DealSplits dealSplits;
    private final List<ChangeListener> listeners = new ArrayList<>();
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile NewIds newIds;
    private long lastVersion;
    /** No archived record is purged before: looking at all of them at each step of the clock would be slow. */
    private long nextExpiryMillis;

    /** Generates a portal. */
    public Portal(PortalSettings settings, SimulatorClock clock) {
        this.settings = settings;
        this.clock = clock;
        this.types = TypeTable.load(settings.portalId());
        this.dealSplits = new DealSplits(this);
        this.newIds = settings.newIds();
        settings.customTypes().forEach(name -> types.create(name, name));
        var counts = new HashMap<ObjectType, Long>();
        types.all().forEach(type -> counts.put(type, settings.records().getOrDefault(PortalSettings.ALL_TYPES, 0L)));
        settings.records().forEach((name, count) -> {
            if (!name.equals(PortalSettings.ALL_TYPES)) {
                counts.put(types.require(name), count);
            }
        });
        settings.inactiveTypes().forEach(name -> types.deactivate(types.require(name)));
        var extras = new HashMap<ObjectType, Integer>();
        settings.extraProperties().forEach((name, count) -> extras.put(types.require(name), count));
        for (ObjectType type : types.all()) {
            generate(type, counts.getOrDefault(type, 0L), extras.getOrDefault(type, 0));
        }
        write(() -> settings.lists().stream().map(this::createList).toList());
    }

    /**
     * Makes a custom type with generated records. Under the write lock.
     *
     * @throws IllegalArgumentException when the name is taken or none, or there would be too many records
     */
    public ObjectType createType(String name, String plural, long count) {
        requireWriteLock();
        var type = types.create(name, plural);
        try {
            generate(type, count, 0);
        } catch (IllegalArgumentException tooMany) {
            types.delete(type);
            throw tooMany;
        }
        return type;
    }

    /** Removes a custom type and its records. Under the write lock. */
    public void deleteType(ObjectType type) {
        requireWriteLock();
        types.delete(type);
    }

    /** Switches a type of HubSpot's own on. Under the write lock. */
    public void activateType(ObjectType type) {
        requireWriteLock();
        types.activate(type);
    }

    /** Switches a type of HubSpot's own off. Under the write lock. */
    public void deactivateType(ObjectType type) {
        requireWriteLock();
        types.deactivate(type);
    }

    /** Changes where the ids of records to come lie. */
    public void changeNewIds(NewIds where) {
        newIds = where;
    }

    private void generate(ObjectType type, long count, int extraProperties) {
        stores.put(type, new ObjectStore(type, new Population(settings.seed(), type, count)));
        var values = new ValueChoice(type, pipelines.of(type), owners.all());
        catalogs.put(type, new PropertyCatalog(type, values, PropertyTable.load(type, extraProperties)));
    }

    /** What the portal was made from. */
    public PortalSettings settings() {
        return settings;
    }

    /** The clock record times come from. */
    public SimulatorClock clock() {
        return clock;
    }

    /** The object types. */
    public TypeTable types() {
        return types;
    }

    /** The records of a type. */
    public ObjectStore store(ObjectType type) {
        return required(stores.get(type), type);
    }

    /** The properties of a type. */
    public PropertyCatalog catalog(ObjectType type) {
        return required(catalogs.get(type), type);
    }

    /** The owners. */
    public Owners owners() {
        return owners;
    }

    /** The users, teams and roles. */
    public Users users() {
        return users;
    }

    /** The currencies. */
    public Currencies currencies() {
        return currencies;
    }

    /** The pipelines. */
    public Pipelines pipelines() {
        return pipelines;
    }

    /** The associations. */
    public Links links() {
        return links;
    }

    /** The versions of values. */
    public History history() {
        return history;
    }

    /** The lists. */
    public CrmLists lists() {
        return lists;
    }

    /** The splits of deals. */
    public DealSplits dealSplits() {
        return dealSplits;
    }

    /** Grows with every change of records and of members of lists. */
    long version() {
        return lastVersion;
    }

    /** Registers a listener; before the portal is used. */
    public void addListener(ChangeListener listener) {
        listeners.add(listener);
    }

    /** Reads a consistent state. */
    public <T> T read(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Changes the state while nobody reads. */
    public <T> T write(Supplier<T> writing) {
        lock.writeLock().lock();
        try {
            return writing.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Stores a new version of a record and tells the listeners. Under the write lock. */
    public CrmRecord commit(ObjectType type, CrmRecord record, History.Source source) {
        requireWriteLock();
        var before = store(type).find(record.id()).orElse(null);
        var memberships = lists.memberships(type, before);
        history.changed(type, before, record, source, clock.millis());
        var version = stored(type, record);
        lists.changed(memberships, version, clock.millis());
        return version;
    }

    /** Stores the survivor of a merge under a new id; its history goes on from the primary's. Under the write lock. */
    public CrmRecord commitSuccessor(ObjectType type, CrmRecord survivor, CrmRecord primary, History.Source source) {
        requireWriteLock();
        var memberships = lists.memberships(type, null);
        history.inherit(type, primary.id(), survivor.id());
        history.changed(type, primary, survivor, source, clock.millis());
        var version = stored(type, survivor);
        lists.changed(memberships, version, clock.millis());
        return version;
    }

    /** Moves a virtual clock forward; what was in the recycle bin for 90 days is purged. */
    public void advance(Duration step) {
        clock.advance(step);
        write(() -> {
            if (nextExpiryMillis <= clock.millis()) {
                nextExpiryMillis = Long.MAX_VALUE;
                stores.forEach(this::purgeExpired);
            }
            return true;
        });
    }

    private void purgeExpired(ObjectType type, ObjectStore store) {
        long now = clock.millis();
        for (long id : List.copyOf(store.archivedIds())) {
            var record = store.find(id).orElseThrow();
            long expiry = record.leftMillis() + BIN_MILLIS;
            if (expiry <= now) {
                commit(type, record.purgedAt(expiry), History.Source.EDIT);
            } else {
                nextExpiryMillis = Math.min(nextExpiryMillis, expiry);
            }
        }
    }

    private CrmRecord stored(ObjectType type, CrmRecord record) {
        var version = record.atVersion(++lastVersion);
        store(type).put(version);
        if (version.state() == CrmRecord.State.ARCHIVED) {
            nextExpiryMillis = Math.min(nextExpiryMillis, version.leftMillis() + BIN_MILLIS);
        }
        long now = clock.millis();
        listeners.forEach(listener -> listener.changed(type, version, now));
        return version;
    }

    /** A new record with generated values, created and modified at an instant; not yet committed. */
    public CrmRecord newRecord(ObjectType type, long atMillis) {
        requireWriteLock();
        var store = store(type);
        long ordinal = store.takeOrdinal();
        return CrmRecord.generated(
                store.takeId(newIds), ordinal, store.population().hash(ordinal), atMillis, atMillis);
    }

    /** Associates two records both ways, by a labelled type too if one is given. Under the write lock. */
    public void associate(ObjectType from, long fromId, ObjectType to, long toId, Link.@Nullable Type labelled) {
        requireWriteLock();
        links.add(from, fromId, to, toId, labelled);
    }

    /** Takes one association type, or all, from two records. Under the write lock. */
    public void dissociate(ObjectType from, long fromId, ObjectType to, long toId, Link.@Nullable Type only) {
        requireWriteLock();
        links.remove(from, fromId, to, toId, only);
    }

    /** Gives the survivor of a merge the links and the lists of a record that it absorbs. Under the write lock. */
    public void inherit(ObjectType type, CrmRecord absorbed, CrmRecord survivor) {
        requireWriteLock();
        links.inherit(type, absorbed.id(), survivor.id(), types.all());
        lists.inherit(type, absorbed, survivor, clock.millis());
    }

    /** A new user who can own records, in a team or, with an empty id, in none. Under the write lock. */
    public Owner createUser(String email, String firstName, String lastName, String teamId) {
        requireWriteLock();
        List<Owner.Team> teams = List.of();
        if (!teamId.isEmpty()) {
            var team = users.requireTeam(teamId);
            teams = List.of(new Owner.Team(team.id(), team.name(), true));
        }
        var owner = owners.add(email, firstName, lastName, teams, clock.millis());
        users.add(owner);
        return owner;
    }

    /** Puts a user into another team. Under the write lock. */
    public void moveUser(long userId, String teamId) {
        requireWriteLock();
        var team = users.requireTeam(teamId);
        users.move(userId, team);
        owners.move(userId, team, clock.millis());
    }

    /** Gives a team another name. Under the write lock. */
    public void renameTeam(String teamId, String name) {
        requireWriteLock();
        users.rename(teamId, name);
        owners.rename(teamId, name);
    }

    /** Archives an owner, whose user is gone. Under the write lock. */
    public void deactivateOwner(long ownerId) {
        requireWriteLock();
        users.remove(owners.require(ownerId).userId());
        owners.deactivate(ownerId, clock.millis());
    }

    /** Removes an owner and the user altogether. Under the write lock. */
    public void deleteOwner(long ownerId) {
        requireWriteLock();
        users.remove(owners.require(ownerId).userId());
        owners.delete(ownerId);
    }

    /** Adds an exchange rate that holds from now on. Under the write lock. */
    public void setExchangeRate(String fromCurrency, BigDecimal rate) {
        requireWriteLock();
        currencies.set(fromCurrency, rate, clock.millis());
    }

    /** Makes a list. Under the write lock. */
    public CrmList createList(ListPlan plan) {
        requireWriteLock();
        lastVersion++;
        var type = types.require(plan.objectType());
        return plan.processing() == CrmList.Processing.SNAPSHOT
                ? lists.createSnapshot(plan.name(), type, plan.rule(), clock.millis())
                : lists.create(plan.name(), type, plan.processing(), plan.rule(), clock.millis());
    }

    /** Removes a list. Under the write lock. */
    public void deleteList(CrmList list) {
        requireWriteLock();
        lists.delete(list);
    }

    /** Gives a list another name. Under the write lock. */
    public void renameList(CrmList list, String name) {
        requireWriteLock();
        list.rename(name, clock.millis());
    }

    /** Puts a record into a list. Under the write lock. */
    public void addMember(CrmList list, CrmRecord record) {
        requireWriteLock();
        lastVersion++;
        lists.add(list, record, clock.millis());
    }

    /** Takes a record out of a list. Under the write lock. */
    public void removeMember(CrmList list, CrmRecord record) {
        requireWriteLock();
        lastVersion++;
        lists.remove(list, record, clock.millis());
    }

    private void requireWriteLock() {
        if (!lock.isWriteLockedByCurrentThread()) {
            throw new IllegalStateException("The portal is changed only inside write(…)");
        }
    }

    private static <T> T required(@Nullable T value, ObjectType type) {
        return Optional.ofNullable(value)
                .orElseThrow(() -> new IllegalArgumentException("Not a type of this portal: " + type.plural()));
    }
}
