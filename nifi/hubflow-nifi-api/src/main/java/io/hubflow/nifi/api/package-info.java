/** What hubflow's NiFi components promise each other across NAR class loaders. */
@NullMarked
package io.hubflow.nifi.api;

import org.jspecify.annotations.NullMarked;
