package io.hubflow.engine.fact;

import io.hubflow.hubspot.AssociationLink;

/** Hears which types of links a pair has, as its links show them. */
@FunctionalInterface
public interface LinkTypes {
    void saw(LinkPair pair, AssociationLink link);
}
