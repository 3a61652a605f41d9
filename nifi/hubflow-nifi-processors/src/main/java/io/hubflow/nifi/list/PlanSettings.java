package io.hubflow.nifi.list;

import io.hubflow.engine.destination.DeleteMode;
import io.hubflow.engine.fact.AssociationChoice;
import io.hubflow.engine.filter.Where;
import io.hubflow.engine.privacy.PrivacyRules;
import io.hubflow.engine.settings.RefreshPolicy;
import java.time.Duration;
import java.util.List;

/**
 * How ListHubSpotObjects was told to plan.
 *
 * @param settleLag how long HubSpot's search index is given before a window counts as complete
 * @param overlap how far a window reaches back before the cursor
 * @param associations pairs of object types whose links are loaded
 * @param history properties whose histories are loaded, as the administrator wrote them
 * @param where which records of an object type are loaded
 * @param privacy in what form values are stored
 * @param deletes what becomes of the rows of departed records
 * @param modifiedFromMillis records last modified before it are left out of the first load; 0 = none
 * @param rowsPerSlice about how many records one slice holds
 * @param patience how long nothing may arrive of what was handed out before it is handed out again
 */
record PlanSettings(
        Duration settleLag,
        Duration overlap,
        RefreshPolicy refresh,
        AssociationChoice associations,
        List<String> history,
        List<Where> where,
        PrivacyRules privacy,
        DeleteMode deletes,
        long modifiedFromMillis,
        long rowsPerSlice,
        Duration patience) {}
