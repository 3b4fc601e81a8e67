

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('digitisation', '0006_batches'),
        ('identity', '0004_service_tokens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BatchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=300)),
                ('media_type', models.CharField(max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-added_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SiteDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('scanner', 'Máy quét'), ('computer', 'Máy tính'), ('server', 'Máy chủ'), ('storage', 'Ổ lưu trữ'), ('network', 'Thiết bị mạng'), ('camera', 'Máy ảnh, camera'), ('other', 'Thiết bị khác')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('serial', models.CharField(max_length=80)),
                ('disk_serial', models.CharField(blank=True, max_length=200)),
                ('seal_number', models.CharField(blank=True, max_length=80)),
            ],
            options={
                'ordering': ['arrived_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SitePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=120)),
                ('duty', models.CharField(choices=[('operator', 'Người quét'), ('lead', 'Phụ trách tại chỗ'), ('technician', 'Kỹ thuật viên'), ('checker', 'Người kiểm tra sản phẩm')], default='operator', max_length=12)),
                ('identity_number', models.CharField(max_length=20)),
            ],
            options={
                'ordering': ['arrived_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteSoftware',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_on', models.DateField()),
                ('left_on', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('version', models.CharField(max_length=60)),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('checked_by', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['arrived_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='WipeRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('overwrite', 'Ghi đè toàn bộ ổ'), ('crypto', 'Hủy khóa mã hóa của ổ'), ('degauss', 'Khử từ'), ('destroy', 'Phá hủy vật lý'), ('no_storage', 'Thiết bị không có bộ nhớ lưu dữ liệu')], max_length=12)),
                ('minutes_number', models.CharField(max_length=60)),
                ('wiped_at', models.DateTimeField()),
                ('witness_of_agency', models.CharField(max_length=120)),
                ('witness_of_contractor', models.CharField(max_length=120)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['wiped_at', 'pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='gate',
            name='one_gate_per_paper',
        ),
        migrations.AddField(
            model_name='gate',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='digitisation.batch'),
        ),
        migrations.AddField(
            model_name='gate',
            name='contractor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='gate',
            name='issued_by',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='gate',
            name='issued_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='gate',
            name='recorded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='gate',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='gate',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='gate',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='gate',
            name='withdrawn_reason',
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name='gate',
            name='kind',
            field=models.CharField(choices=[('procedure', 'Quy trình đưa tài liệu ra khỏi kho được phê duyệt'), ('site', 'Địa điểm số hóa bảo đảm điều kiện'), ('surveillance', 'Hệ thống giám sát 24/7 tại nơi số hóa'), ('devices', 'Biên bản kiểm tra an ninh thiết bị'), ('security_plan', 'Phương án bảo đảm an toàn được thẩm định'), ('rules', 'Nội quy, quy chế khu vực số hóa'), ('undertaking', 'Văn bản cam kết bảo mật'), ('licence', 'Giấy chứng nhận đủ điều kiện kinh doanh dịch vụ lưu trữ')], max_length=20),
        ),
        migrations.AddField(
            model_name='batchdocument',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='batchdocument',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='batchdocument',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='digitisation.batch'),
        ),
        migrations.AddField(
            model_name='batchdocument',
            name='contractor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='gate',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='digitisation.batchdocument'),
        ),
        migrations.AddField(
            model_name='sitedevice',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='sitedevice',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='digitisation.batch'),
        ),
        migrations.AddField(
            model_name='sitedevice',
            name='contractor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='sitedevice',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='gate',
            name='devices',
            field=models.ManyToManyField(blank=True, related_name='inspections', to='digitisation.sitedevice'),
        ),
        migrations.AddField(
            model_name='siteperson',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='siteperson',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='digitisation.batch'),
        ),
        migrations.AddField(
            model_name='siteperson',
            name='contractor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='siteperson',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='siteperson',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='gate',
            name='people',
            field=models.ManyToManyField(blank=True, related_name='undertakings', to='digitisation.siteperson'),
        ),
        migrations.AddConstraint(
            model_name='gate',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('agency', 'batch', 'contractor', 'kind', 'document_number'), name='one_gate_per_paper', nulls_distinct=False),
        ),
        migrations.AddField(
            model_name='sitesoftware',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='sitesoftware',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s_rows', to='digitisation.batch'),
        ),
        migrations.AddField(
            model_name='sitesoftware',
            name='contractor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='sitesoftware',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wiperecord',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='wiperecord',
            name='device',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='wiping', to='digitisation.sitedevice'),
        ),
        migrations.AddField(
            model_name='wiperecord',
            name='proof_after',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='digitisation.batchdocument'),
        ),
        migrations.AddField(
            model_name='wiperecord',
            name='proof_before',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='digitisation.batchdocument'),
        ),
        migrations.AddField(
            model_name='wiperecord',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='sitedevice',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('batch', 'serial'), name='one_device_on_site'),
        ),
        migrations.AddConstraint(
            model_name='siteperson',
            constraint=models.UniqueConstraint(condition=models.Q(('left_on__isnull', True)), fields=('batch', 'identity_number'), name='one_person_on_site'),
        ),
    ]
