/** Plans what is to be read, and remembers in NiFi's cluster state what was planned. */
@NullMarked
package io.hubflow.nifi.list;

import org.jspecify.annotations.NullMarked;
