/** Settings are checked together when a process starts, whatever feature they belong to. */
@NullMarked
package io.sluice.settings;

import org.jspecify.annotations.NullMarked;
