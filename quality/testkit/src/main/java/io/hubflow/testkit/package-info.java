/** What tests of several modules share; never on a production class path. */
@NullMarked
package io.hubflow.testkit;

import org.jspecify.annotations.NullMarked;
