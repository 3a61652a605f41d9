/** What commands print at their end: tables for people, JSON for programs. */
@NullMarked
package io.hubflow.app.report;

import org.jspecify.annotations.NullMarked;
