//! The kinds of cases that Samtal comes with, at the teams of the invented business.

use anyhow::Result;
use signaling::protocol::{CaseTypeId, ChecklistTemplateId};
use sqlx::PgConnection;

use super::business::{self, Business};
use crate::{
    cases::{
        checklists::{self, create_template},
        create_type, shipped,
    },
    clock::Clock,
};

/// Lets customers open cases.
pub(super) async fn open(
    connection: &mut PgConnection,
    clock: &Clock,
    business: &Business,
) -> Result<()> {
    let service = business.queue(business::ALWAYS_OPEN).id;
    let moving = business.queue(business::MOVING).id;
    let reports = CaseTypeId(clock.uuid());
    create_type(connection, reports, &shipped::service_report(service), None).await?;
    let moves = CaseTypeId(clock.uuid());
    create_type(connection, moves, &shipped::relocation(moving), None).await?;
    for list in [
        checklists::shipped::papers(moves),
        checklists::shipped::work(moves),
        checklists::shipped::visit(reports),
    ] {
        let id = ChecklistTemplateId(clock.uuid());
        create_template(connection, id, &list, clock.now()).await?;
    }
    Ok(())
}
