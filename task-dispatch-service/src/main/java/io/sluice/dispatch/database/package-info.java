/** The connections to the database. */
@NullMarked
package io.sluice.dispatch.database;

import org.jspecify.annotations.NullMarked;
