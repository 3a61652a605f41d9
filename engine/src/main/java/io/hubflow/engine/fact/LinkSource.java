package io.hubflow.engine.fact;

import io.hubflow.hubspot.AssociationInput;
import io.hubflow.hubspot.AssociationPage;
import java.util.List;

/** Gives pages of links from records of one type to those of another; see {@link io.hubflow.hubspot.Associations}. */
@FunctionalInterface
interface LinkSource {
    AssociationPage batchRead(String fromType, String toType, List<AssociationInput> inputs);
}
