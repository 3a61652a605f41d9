/** What a run consists of beside the records of object types: reference tables, lists and their members, types of links. */
@NullMarked
package io.hubflow.engine.feed;

import org.jspecify.annotations.NullMarked;
